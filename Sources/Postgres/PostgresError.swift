/// What PostgreSQL, or the way to it, answered instead of a result.
///
/// It never holds a password. ``detail`` may quote stored values, so the description leaves it out: descriptions go
/// into logs, customers' words do not.
package struct PostgresError: Error, Sendable {
    /// What went wrong, as far as a caller would act differently on it.
    package let code: Code

    /// The server's five-character error code; nil when the error is not the server's.
    package let sqlState: String?

    /// What was being done: the beginning of the statement on one line, or a word such as "connect".
    package let operation: String

    /// One line for people; a connection error says what to do.
    package let message: String
    package let detail: String?
    package let hint: String?

    /// The name of the violated constraint.
    package let constraint: String?

    /// Where in the statement the server found the mistake, in characters from 1.
    package let position: Int?

    /// Whether the same work may succeed later without a change to it: the fault is the server's, the network's or
    /// another transaction's.
    package let isTransient: Bool

    package init(
        _ code: Code,
        sqlState: String? = nil,
        operation: String,
        message: String,
        detail: String? = nil,
        hint: String? = nil,
        constraint: String? = nil,
        position: Int? = nil,
        isTransient: Bool
    ) {
        self.code = code
        self.sqlState = sqlState
        self.operation = operation
        self.message = message
        self.detail = detail
        self.hint = hint
        self.constraint = constraint
        self.position = position
        self.isTransient = isTransient
    }
}

extension PostgresError {
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case unreachable, refused, connectionLost, commitUnknown, deadlineExceeded, cancelled, closed
            case statementFailed, undecodable, migrationRefused
        }

        private let value: Value

        package var description: String { value.rawValue }

        /// No server answered, or none that takes writes; trying later may help.
        package static let unreachable = Code(value: .unreachable)

        /// A server or the configuration said no: password, role, database, TLS, a malformed URL.
        ///
        /// A starting process should stop and say so; a running one waits as for ``unreachable``, because a password may
        /// be in rotation.
        package static let refused = Code(value: .refused)

        /// The connection broke; what was not committed is undone.
        package static let connectionLost = Code(value: .connectionLost)

        /// The connection broke after COMMIT was sent and before its answer came: it may have happened or not.
        package static let commitUnknown = Code(value: .commitUnknown)

        /// The caller's deadline passed; nothing was committed.
        package static let deadlineExceeded = Code(value: .deadlineExceeded)

        /// The calling task was cancelled; nothing was committed.
        package static let cancelled = Code(value: .cancelled)

        /// The database was closed by its owner.
        package static let closed = Code(value: .closed)

        /// The server refused a statement; ``PostgresError/sqlState`` says why.
        package static let statementFailed = Code(value: .statementFailed)

        /// A value in a result does not fit the type that was asked for.
        package static let undecodable = Code(value: .undecodable)

        /// The schema in the database is not one this program may change or use.
        package static let migrationRefused = Code(value: .migrationRefused)
    }
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        let state = sqlState.map { " [\($0)]" } ?? ""
        return "\(message)\(state) (\(code) in: \(operation))"
    }
}
