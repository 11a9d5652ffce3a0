import ArgumentParser
import Foundation
import PolicyFile
import Postgres
import SupportDomain
import SupportStore
import WorkerRuntime

/// `tierline policy show`: what is, or was, in force.
struct PolicyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the programmes in force, or one version of one.",
        discussion: "Example: tierline policy show archbuilder --version 3 --yaml > archbuilder-3.yaml"
    )

    @Argument(help: "The programme; without it, all of them are listed.")
    var programme: String?

    @Option(help: "The version; by default the one in force.")
    var version: Int?

    @Flag(help: "Print the file as it was applied.")
    var yaml = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard programme != nil || (version == nil && !yaml) else {
            throw ValidationError("--version and --yaml need a programme")
        }
    }

    func run() async throws {
        let (programme, version) = (programme, version)
        let (history, found) = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { transaction in
                let history = try transaction.policyHistory(of: programme)
                guard let programme, let wanted = version ?? history.first(where: \.isInForce)?.version else {
                    return (history, StoredPolicy?.none)
                }
                return (history, try transaction.policy(programme, version: wanted))
            }
        }
        guard let programme else {
            return output.write(PolicyListReport(policies: history.filter(\.isInForce).map(PolicyVersionView.init)))
        }
        guard let stored = found else {
            guard history.isEmpty else {
                throw Refusal(
                    .dataError,
                    "\(programme) has no such version; tierline policy show \(programme) lists those there are"
                )
            }
            throw Refusal(.dataError, "there is no programme '\(programme)'; tierline policy show lists what there is")
        }
        if yaml, !output.isJSON {
            try? FileHandle.standardOutput.write(contentsOf: Data(stored.source.utf8))
        } else {
            output.write(PolicyReport(stored, history: history, showsSource: yaml))
        }
    }
}

/// A stored version of a policy.
struct PolicyVersionView: Encodable {
    var programme: String
    var version: Int
    var appliedBy: String
    var appliedAt: Date
    var isInForce: Bool

    init(_ entry: PolicyHistoryEntry) {
        programme = entry.programme
        version = entry.version
        appliedBy = entry.appliedBy
        appliedAt = entry.appliedAt
        isInForce = entry.isInForce
    }
}

/// The programmes in force.
struct PolicyListReport: Report {
    var policies: [PolicyVersionView]

    var text: String {
        var table = Table(["PROGRAMME", "VERSION", "APPLIED", "BY"])
        for policy in policies {
            table.add(policy.programme, "\(policy.version)", TimeText.moment(policy.appliedAt), policy.appliedBy)
        }
        return table.text(ifEmpty: "No policy has been applied; tierline policy apply FILE does it.")
    }
}
