import CLibPQ
import Foundation

/// Where the database is and how patient to be with it.
///
/// The URL is libpq's: several hosts, `sslmode`, `sslrootcert` and every other keyword mean what PostgreSQL's manual
/// says. What the URL leaves out gets a default of ours: writable server, short connection time, keepalives, and server
/// settings through `options`, which a URL with its own `options` (for a pooler, say) replaces as a whole.
package struct DatabaseConfiguration: Sendable {
    package var url: String
    package var poolSize: Int

    /// A file whose first line is the password, read at each connection so that it may change; replaces the URL's.
    package var passwordFile: String?

    /// Shown in `pg_stat_activity`.
    package var applicationName: String

    /// How long a caller waits while no server can be reached.
    package var connectWait: Duration

    /// How long a use may take whose caller sets no deadline, its wait for a connection included; nil is without limit.
    ///
    /// The server's own timeouts end nothing when no word of it arrives any more.
    package var deadline: Duration?

    /// How long one statement may run on the server.
    package var statementTimeout: Duration

    /// How long an open transaction may sit idle on the server before its locks are taken away.
    package var idleInTransactionTimeout: Duration

    /// Further settings of the server for these connections, by name.
    package var serverSettings: [String: String] = [:]

    package init(
        url: String,
        poolSize: Int = 4,
        passwordFile: String? = nil,
        applicationName: String = "tierline",
        connectWait: Duration = .seconds(5),
        statementTimeout: Duration = .seconds(30),
        idleInTransactionTimeout: Duration = .seconds(10)
    ) {
        precondition(poolSize > 0, "a pool has at least one connection")
        self.url = url
        self.poolSize = poolSize
        self.passwordFile = passwordFile
        self.applicationName = applicationName
        self.connectWait = connectWait
        self.statementTimeout = statementTimeout
        self.idleInTransactionTimeout = idleInTransactionTimeout
    }
}

extension DatabaseConfiguration: CustomStringConvertible, CustomReflectable {
    /// Without the URL, which may hold a password.
    package var description: String { "a pool of \(poolSize) for \(applicationName)" }

    package var customMirror: Mirror { Mirror(self, children: ["poolSize": poolSize]) }
}

extension DatabaseConfiguration {
    /// Finds mistakes that no server needs to be asked about: a malformed URL, an unreadable password file.
    ///
    /// - Throws: a ``PostgresError`` of code `.refused`.
    package func validate() throws(PostgresError) {
        _ = try keywords()
    }

    /// The URL's keywords, then our defaults for those it does not have.
    func keywords() throws(PostgresError) -> [(name: String, value: String)] {
        var keywords = try parsedURL()
        if let passwordFile {
            keywords["password"] = try password(in: passwordFile)
        }
        let defaults = [
            "application_name": applicationName,
            "client_encoding": "UTF8",
            "connect_timeout": "3",
            "keepalives_count": "3",
            "keepalives_idle": "10",
            "keepalives_interval": "3",
            "options": serverOptions,
            "target_session_attrs": "read-write",
            "tcp_user_timeout": "10000",
        ]
        keywords.merge(defaults) { theirs, _ in theirs }
        return keywords.map { ($0.key, $0.value) }
    }

    /// A dead client's locks go soon, and none of our statements runs for ever.
    private var serverOptions: String {
        let own = [
            "statement_timeout=\(statementTimeout.milliseconds)",
            "idle_in_transaction_session_timeout=\(idleInTransactionTimeout.milliseconds)",
            "client_connection_check_interval=5s",
            "tcp_keepalives_idle=10",
            "tcp_keepalives_interval=3",
            "tcp_keepalives_count=3",
            "tcp_user_timeout=10000",
        ]
        let further = serverSettings.map { "\($0.key)=\($0.value)" }.sorted()
        return (own + further).map { "-c \($0)" }.joined(separator: " ")
    }

    private func parsedURL() throws(PostgresError) -> [String: String] {
        var problem: UnsafeMutablePointer<CChar>?
        guard let options = unsafe PQconninfoParse(url, &problem) else {
            let text = unsafe problem.map { unsafe String(cString: $0) } ?? "out of memory"
            unsafe PQfreemem(problem)
            throw refusal("the database URL is malformed: \(withoutSecrets(text).onOneLine)")
        }
        defer { unsafe PQconninfoFree(options) }
        var keywords: [String: String] = [:]
        var option = unsafe options
        while let name = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe keywords[String(cString: name)] = unsafe String(cString: value)
            }
            unsafe option += 1
        }
        for port in keywords["port", default: ""].split(separator: ",") {
            guard let number = Int(port), (1...65_535).contains(number) else {
                // Not repeated: after a password with a bare @ or colon it may be a piece of that.
                throw refusal(
                    "the database URL is malformed: a port is a number from 1 to 65535, and special characters in a"
                        + " password are percent-encoded; expected postgresql://user@host:port/database"
                )
            }
        }
        return keywords
    }

    /// libpq quotes the URL in what it says about it; only the words before the quotation are ours to repeat.
    private func withoutSecrets(_ text: String) -> String {
        let expected = "; expected postgresql://user@host:port/database"
        // What is no URL is taken for keys and values, and the first one lacks its "=".
        if text.hasPrefix("missing \"=\"") { return "it does not begin with postgresql://\(expected)" }
        let words = text.prefix { $0 != ":" && $0 != "\"" }
        return words.trimmingCharacters(in: .whitespaces) + expected
    }

    private func password(in file: String) throws(PostgresError) -> String {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw refusal("the password file \(file) cannot be read")
        }
        return String(text.prefix { !$0.isNewline })
    }

    private func refusal(_ message: String) -> PostgresError {
        PostgresError(.refused, operation: "connect", message: message, isTransient: true)
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
