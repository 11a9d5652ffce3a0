extension PostgresError {
    /// Whether an error with this SQLSTATE says something about the moment and not about the statement or its values.
    static func isTransient(sqlState: String, message: String) -> Bool {
        switch sqlState.prefix(2) {
        case "08",  // connection exceptions
            "53":  // out of connections, memory, disk
            return true
        default:
            break
        }
        switch sqlState {
        case "40001", "40P01",  // serialization failure, deadlock: the other one won
            "55P03",  // lock_timeout
            "57014",  // statement_timeout, or someone's cancel
            "57P01", "57P02", "57P03", "57P05",  // shut down, crashed, starting up, idle session ended
            "25P03",  // idle_in_transaction_session_timeout
            "25006",  // the primary became a standby under us
            "58000", "58030",  // the server's disk
            "26000":  // a pooler moved us to a server without our prepared statement
            return true
        case "0A000":
            return isStalePlan(sqlState: sqlState, message: message)
        default:
            return false
        }
    }

    /// Whether the prepared statement no longer fits the schema, or is gone; a new connection prepares it again.
    static func isStalePlan(sqlState: String, message: String) -> Bool {
        // The server has no code of its own for this one; the text is untranslated in none of its languages but English.
        sqlState == "26000" || sqlState == "0A000" && message.hasPrefix("cached plan")
    }

    /// Whether the session itself is of no further use after this error.
    static func endsSession(sqlState: String, message: String) -> Bool {
        sqlState == "25006" || sqlState.hasPrefix("57P") || sqlState == "25P03"
            || isStalePlan(sqlState: sqlState, message: message)
    }
}
