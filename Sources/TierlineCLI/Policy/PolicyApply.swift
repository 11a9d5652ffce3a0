import ArgumentParser
import Foundation
import Postgres
import SupportDomain
import SupportStore
import SupportWorkers
import WorkerRuntime

/// `tierline policy apply`: puts a file in force.
struct PolicyApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Check a policy file and put it in force as the programme's next version.",
        discussion: """
            A file with mistakes changes nothing. Applying what is in force already makes no new version. The workers go by \
            the new version within two seconds, and bring the clocks of open tickets under it in the minutes after; what \
            has ended or been missed stays as it is recorded.

            Example: tierline policy apply deploy/policies/archbuilder.yaml
            """
    )

    @Argument(help: "The policy file; - is standard input.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Option(help: ArgumentHelp("Who applies it; by default the user of this shell.", valueName: "name"))
    var by: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard by.map({ $0.contains { !$0.isWhitespace } }) ?? true else { throw ValidationError("--by needs a name") }
    }

    func run() async throws {
        let source = try PolicySource(reading: file)
        guard let policy = source.policy else {
            output.write(PolicyCheckReport(files: [.init(source)]))
            throw Refusal(.dataError, "\(file) was not applied: it has \(source.mistakes.count.of("mistake"))")
        }
        let programme = policy.programme.id
        let author = by ?? NSUserName()
        let (text, warnings) = (source.source, source.warnings)
        let applied = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { transaction in
                let applied = try transaction.applyPolicy(text, of: programme, by: author)
                // The first version has no tickets to bring under it.
                if applied.isNew, applied.version > 1 {
                    let event = PolicyApplied(programme: programme, version: applied.version)
                    try transaction.storeOutgoing([event.outgoing])
                }
                return PolicyApplyReport(
                    programme: programme,
                    version: applied.version,
                    isNew: applied.isNew,
                    warnings: warnings
                )
            }
        }
        output.write(applied)
    }
}

/// What applying a policy came to.
struct PolicyApplyReport: Report {
    var programme: String
    var version: Int
    var isNew: Bool
    /// What is allowed and still looks wrong.
    var warnings: [String]

    var text: String {
        let outcome =
            isNew
            ? "\(programme): version \(version) is in force"
            : "\(programme): nothing changed; version \(version) stays in force"
        return (warnings.map { TerminalText.line($0) } + [outcome]).joined(separator: "\n")
    }
}
