import Foundation
import TestSupport
import Testing

/// Runs the built `tierline` as an operator would.
struct TierlineProcess {
    var environment: [String: String]

    /// The executable, which lies beside the test program.
    private static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "tierline").path

    init(database: String = "", amqp: String = "") {
        environment = ["TIERLINE_DATABASE_URL": database, "TIERLINE_AMQP_URL": amqp, "TIERLINE_CONFIG": ""]
    }

    /// Answers what it wrote to standard output; throws when it does not end with 0.
    @discardableResult
    func run(_ arguments: String..., input: String? = nil) async throws -> String {
        try await run(arguments, input: input)
    }

    @discardableResult
    func run(_ arguments: [String], input: String? = nil) async throws -> String {
        try await Command.run(Self.program, arguments, environment: environment, input: input)
    }

    /// Answers all that it wrote, and then how it ended: `ended with 66`.
    func everything(_ arguments: [String]) async throws -> String {
        let script = "\"$@\" 2>&1; echo \"ended with $?\""
        return try await Command.run(
            "/bin/sh",
            ["-c", script, "sh", Self.program] + arguments,
            environment: environment
        )
    }

    /// Answers what it wrote as JSON.
    func json(_ arguments: String...) async throws -> [String: Any] {
        try await json(arguments)
    }

    /// Answers the objects of a list in what it wrote as JSON.
    func list(_ name: String, _ arguments: String...) async throws -> [[String: Any]] {
        try #require(try await json(arguments)[name] as? [[String: Any]])
    }

    func json(_ arguments: [String]) async throws -> [String: Any] {
        let text = try await run(arguments + ["--json"])
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// Expects that it ends with this status and complains so, on one line.
    func expectRefusal(
        _ status: Int,
        _ complaint: String,
        _ arguments: [String],
        input: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        do {
            let output = try await Command.run(Self.program, arguments, environment: environment, input: input)
            Issue.record("it ended with 0 and said \(output)", sourceLocation: sourceLocation)
        } catch {
            let text = "\(error)"
            #expect(text.contains("ended with \(status): "), "\(text)", sourceLocation: sourceLocation)
            #expect(complaint.isEmpty || text.contains(complaint), "\(text)", sourceLocation: sourceLocation)
            let lines = text.split(separator: "\n")
            #expect(status == 64 || lines.count == 1, "\(text)", sourceLocation: sourceLocation)
        }
    }
}
