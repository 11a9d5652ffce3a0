import ArgumentParser
import PolicyFile
import Postgres
import SupportDomain
import SupportStore
import WorkerRuntime

/// `tierline policy diff`: what a new version changes, in words.
struct PolicyDiff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say in words what a policy file changes, against what is in force or another file.",
        discussion: """
            Compares what the files mean, not how they are written: comments and the order of names do not matter.

            Example: tierline policy diff deploy/policies/archbuilder.yaml
            """
    )

    @Argument(help: "The new policy file; - is standard input.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Option(
        help: ArgumentHelp("Compare with this file instead of what is in force.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var against: String?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let new = try Self.policy(reading: file)
        let old = if let against { try Self.policy(reading: against) } else { try await Self.inForce(new.programme.id) }
        output.write(PolicyDiffReport(programme: new.programme.id, changes: old.changes(in: new)))
    }

    private static func policy(reading file: String) throws -> Policy {
        let source = try PolicySource(reading: file)
        guard let policy = source.policy else {
            throw Refusal(.dataError, "\(file) has \(source.mistakes.count.of("mistake")); see tierline policy check")
        }
        return policy
    }

    private static func inForce(_ programme: String) async throws -> Policy {
        let stored = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { transaction in
                let history = try transaction.policyHistory(of: programme)
                guard let version = history.first(where: \.isInForce)?.version else { return StoredPolicy?.none }
                return try transaction.policy(programme, version: version)
            }
        }
        guard let stored else {
            throw Refusal(.dataError, "there is no programme '\(programme)' in force; compare with --against FILE")
        }
        switch PolicyDocument.parse(stored.source, file: "\(programme) version \(stored.version)") {
        case .success(let policy): return policy
        case .failure(let mistakes):
            throw Refusal(.dataError, "this release cannot read version \(stored.version): \(mistakes)")
        }
    }
}

/// What one policy says otherwise than another.
struct PolicyDiffReport: Report {
    struct Change: Encodable {
        var subject: String
        var change: String
    }

    var programme: String
    var changes: [Change]

    init(programme: String, changes: [PolicyChange]) {
        self.programme = programme
        self.changes = changes.map { Change(subject: $0.subject, change: $0.change) }
    }

    var text: String {
        guard !changes.isEmpty else { return "\(programme): nothing changes" }
        return changes.map { TerminalText.line("\($0.subject): \($0.change)") }.joined(separator: "\n")
    }
}
