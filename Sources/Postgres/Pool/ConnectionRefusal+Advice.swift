extension ConnectionRefusal {
    /// The refusal as one line that says what to do.
    ///
    /// libpq 15 gives no code for it, so what the server said is recognised by its English text; in another language
    /// the line is the same without the advice, and the error counts as ``PostgresError/Code/unreachable``.
    func error() -> PostgresError {
        let advice = Self.advice.first { message.contains($0.sign) }
        let line = advice.map { "\(message); \($0.remedy)" } ?? message
        return PostgresError(
            advice?.isRefusal == true ? .refused : .unreachable,
            operation: "connect",
            message: line,
            isTransient: true
        )
    }

    private static let advice: [(sign: String, remedy: String, isRefusal: Bool)] = [
        ("password authentication failed", "check the user and the password in the database URL", true),
        ("no password supplied", "put the password into the database URL or a password file", true),
        ("no pg_hba.conf entry", "let this host, user and database in by pg_hba.conf on the server", true),
        ("role \"", "create the role, or correct the user in the database URL", true),
        ("database \"", "create the database, or correct its name in the URL", true),
        ("permission denied for database", "GRANT CONNECT on the database to this user", true),
        ("does not support SSL", "turn TLS on at the server, or take sslmode out of the database URL", true),
        ("certificate verify failed", "give the server's authority as sslrootcert in the database URL", true),
        ("root certificate file", "give the server's authority as sslrootcert in the database URL", true),
        ("does not match host name", "connect by a name that the server's certificate holds", true),
        ("invalid connection option", "correct the database URL", true),
        ("session is read-only", "name the primary server in the database URL", false),
        ("server is in hot standby mode", "name the primary server in the database URL", false),
        ("could not translate host name", "check the host in the database URL and the name service", false),
        ("Connection refused", "check that PostgreSQL runs there and that the database URL is right", false),
        ("timeout expired", "check that PostgreSQL runs there and that no firewall is between", false),
        ("No such file or directory", "check that PostgreSQL runs there and that the database URL is right", false),
        ("too many clients", "raise max_connections or run fewer or smaller pools", false),
        ("remaining connection slots", "raise max_connections or run fewer or smaller pools", false),
    ]
}
