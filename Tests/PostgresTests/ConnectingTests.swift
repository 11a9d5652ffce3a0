import Foundation
import Logging
import Postgres
import Testing
import TestSupport

struct ConnectingTests {
    @Test func `a wrong password is one line that says what to do and does not hold it`() async throws {
        let error = try await refusal(url: changing { $0.password = "s3cret-and-wrong" })

        #expect(error?.code == .refused)
        #expect(error?.message.contains("password authentication failed") == true)
        #expect(error?.message.contains("check the user and the password") == true)
        #expect(error.map { "\($0)".contains("s3cret") } == false)
        #expect(error?.message.contains("\n") == false)
    }

    @Test func `a database that is not there is named`() async throws {
        let error = try await refusal(url: changing { $0.path = "/there_is_none" })

        #expect(error?.code == .refused)
        #expect(error?.message.contains("\"there_is_none\" does not exist; create the database") == true)
    }

    @Test func `an unreachable server is named with its port`() async throws {
        let error = try await refusal(url: "postgresql://tierline@127.0.0.1:1/tierline")

        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("port 1 failed: Connection refused") == true)
        #expect(error?.message.contains("check that PostgreSQL runs there") == true)
    }

    @Test func `TLS that the server does not have is refused, not left out`() async throws {
        let error = try await refusal(
            url: changing { $0.queryItems = [URLQueryItem(name: "sslmode", value: "require")] }
        )

        #expect(error?.code == .refused)
        #expect(error?.message.contains("turn TLS on at the server") == true)
    }

    @Test(arguments: [
        "postgresql://me:s3cret@host:port/db?nonsense=1", "postgresql://me:s3cret@[::1/db", "s3cret",
        "postgresql://me:pass@host:s3cret/db", "postgresql://me@host:5432,other:70000/db?password=s3cret",
    ])
    func `a malformed URL is refused without being repeated`(url: String) async throws {
        let error = try await refusal(url: url)

        #expect(error?.code == .refused)
        #expect(error?.message.contains("expected postgresql://") == true)
        #expect(error.map { "\($0)".contains("s3cret") } == false)
        #expect(!"\(DatabaseConfiguration(url: url))".contains("s3cret"))
        var dumped = ""
        dump(DatabaseConfiguration(url: url), to: &dumped)
        #expect(!dumped.contains("s3cret"))
    }

    @Test func `the second host is used when the first is down`() async throws {
        let url = try twoHosts(firstPort: 1)
        try await withDatabase(url: url) { database async throws in
            #expect(try await database.value("SELECT 1") == 1)
        }
    }

    @Test func `a server that takes no writes is not taken for one that does`() async throws {
        let readOnly = try changing {
            $0.queryItems = [URLQueryItem(name: "options", value: "-c default_transaction_read_only=on")]
        }
        let error = try await refusal(url: readOnly)

        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("name the primary server") == true)
    }

    @Test func `the password is read from its file at every connection`() async throws {
        let password = try #require(URLComponents(string: try TestServices.databaseURL)?.password)
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try "\(password)\n".write(to: file, atomically: true, encoding: .utf8)
        var configuration = DatabaseConfiguration(url: try changing { $0.password = nil }, poolSize: 1)
        configuration.passwordFile = file.path

        let database = Database(configuration, logger: Logger(label: "postgres-tests"))
        #expect(try await database.value("SELECT 1") == 1)
        await database.close()

        configuration.passwordFile = "/no/such/file"
        #expect(throws: PostgresError.self) { try configuration.validate() }
    }

    @Test func `TLS works with a certificate of its own authority, and not without it`() async throws {
        try await PrivatePostgres.with { server in
            let certificate = try await turnOnTLS(at: server)
            defer { try? FileManager.default.removeItem(at: certificate) }

            let trusting = "\(server.url)?sslmode=verify-full&sslrootcert=\(certificate.path)"
            try await withDatabase(url: trusting) { database async throws in
                #expect(try await database.value("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
            }
            let distrusting = "\(server.url)?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt"
            let error = try await refusal(url: distrusting)
            #expect(error?.code == .refused)
            #expect(error?.message.contains("sslrootcert") == true)
        }
    }

    /// Gives the server a key and answers its certificate.
    private func turnOnTLS(at server: PrivatePostgres) async throws -> URL {
        try await withDatabase(url: server.url) { database in
            _ = try await database.query(
                """
                COPY (SELECT) TO PROGRAM 'umask 077; openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test \
                -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.crt 2>/dev/null'
                """
            )
            _ = try await database.query("ALTER SYSTEM SET ssl = on")
            _ = try await database.query("SELECT pg_reload_conf()")
            let text: String = try await database.value("SELECT pg_read_file('server.crt')")
            try await eventually("the server offers TLS") {
                try await withDatabase(url: server.url) { other in
                    try await other.value("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                }
            }
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).crt")
            try text.write(to: file, atomically: true, encoding: .utf8)
            return file
        }
    }

    private func refusal(url: String) async throws -> PostgresError? {
        try await withDatabase(url: url, connectWait: .milliseconds(200)) { database in
            try await postgresError { _ = try await database.query("SELECT 1") }
        }
    }

    private func changing(_ change: (inout URLComponents) -> Void) throws -> String {
        var parts = try #require(URLComponents(string: try TestServices.databaseURL))
        change(&parts)
        return try #require(parts.string)
    }

    private func twoHosts(firstPort: Int) throws -> String {
        let parts = try #require(URLComponents(string: try TestServices.databaseURL))
        let host = try #require(parts.host)
        let port = parts.port ?? 5432
        return try changing { $0.host = host }
            .replacingOccurrences(of: "@\(host):\(port)", with: "@\(host):\(firstPort),\(host):\(port)")
    }
}
