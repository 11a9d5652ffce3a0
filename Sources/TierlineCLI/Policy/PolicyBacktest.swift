import ArgumentParser
import Foundation
import SupportDomain
import SupportStore
import WorkerRuntime

/// `tierline policy backtest`: recorded tickets, lived through again under another version.
struct PolicyBacktest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Replay recorded tickets under another version and say what would have changed.",
        discussion: """
            Every ticket opened in the range is lived through again, by the functions that decide in the workers: what \
            triage decides, when what is due, what is missed, who moves up and who is called, at night above all. It reads \
            and changes nothing; a login that may only read will do.

            What people did is taken as it is on record, so nobody answers sooner because less time is left, and a ticket \
            keeps the customer's messages it has. What the fleet did it does as promptly as it did. A page that is on \
            record is answered after the time it took, or never; one that is not, after --answered-after. Under the version \
            that decided everything nothing changes.

            Examples: tierline policy backtest deploy/policies/archbuilder.yaml --since 2026-01-01
                      tierline policy backtest --programme archbuilder --version 3 --since 2026-01-01 --until 2026-02-01
            """
    )

    @Argument(help: "The policy file; - is standard input.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    @Option(help: ArgumentHelp("A version that was applied, instead of a file; needs --programme.", valueName: "n"))
    var version: Int?

    @Option(help: "Whose tickets; by default those of the file's programme.")
    var programme: String?

    @Option(help: ArgumentHelp("Tickets opened then or later: a date or a time in --zone.", valueName: "date"))
    var since: String

    @Option(help: ArgumentHelp("And opened before that; by default up to now.", valueName: "date"))
    var until: String?

    @Option(
        help: ArgumentHelp("The place of dates and nights; by default that of the default plan.", valueName: "zone")
    )
    var zone: Zone?

    @Option(help: ArgumentHelp("When a call is one at night.", valueName: "hours"))
    var night = "22:00-07:00"

    @Option(
        help: ArgumentHelp(
            "How soon a page that is not on record is answered, or 'never'; by default as soon as the median one was.",
            valueName: "time"
        ),
        transform: AnswerTime.init(text:)
    )
    var answeredAfter: AnswerTime = .median

    @Option(help: ArgumentHelp("How many tickets are named for each thing.", valueName: "n"))
    var examples = 5

    @Flag(help: "Exit with 1 if anything would change.")
    var exitCode = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (file == nil) != (version == nil) else { throw ValidationError("give either a file or --version") }
        guard version == nil || programme != nil else { throw ValidationError("--version needs --programme") }
        _ = try nightHours
        guard examples >= 0 else { throw ValidationError("--examples is at least 0") }
    }

    func run() async throws {
        let fromFile = try file.map(Self.policy)
        if let fromFile, let programme, programme != fromFile.programme.id {
            let theirs = "\(file ?? "") is the policy of '\(fromFile.programme.id)'"
            throw Refusal(.dataError, "\(theirs), and says nothing of tickets of '\(programme)'; give a file of theirs")
        }
        let report = try await Servers.ofEnvironment().withDatabase(statementTimeout: Servers.listing) { database in
            let programme = programme ?? fromFile?.programme.id ?? ""
            let policy =
                if let fromFile { fromFile } else { try await database.policy(programme, version: version ?? 0) }
            let zone = zone ?? policy.calendar(named: policy.plan(nil).calendar).zone
            var run = BacktestRun(
                policy: policy,
                tally: BacktestTally(night: Night(try nightHours, in: zone), examples: examples),
                answers: answeredAfter
            )
            let since = try zone.moment(since)
            let until = try until.map(zone.moment)
            guard until.map({ $0 > since }) ?? true else { throw ValidationError("--until comes before --since") }
            try await run.replay(programme, since: since, until: until, from: database, telling: BacktestProgress())
            return BacktestReport(run, night: "\(night) \(zone.identifier)", policy: file ?? "version \(version ?? 0)")
        }
        output.write(report)
        if exitCode, report.changed > 0 { throw ExitCode(1) }
    }

    private static func policy(reading file: String) throws -> Policy {
        let source = try PolicySource(reading: file)
        guard let policy = source.policy else {
            throw Refusal(.dataError, "\(file) has \(source.mistakes.count.of("mistake")); see tierline policy check")
        }
        return policy
    }

    private var nightHours: Shift {
        get throws {
            guard let hours = Shift(night) else {
                throw ValidationError("'\(night)' are no hours such as 22:00-07:00")
            }
            return hours
        }
    }
}

/// When a page that is not on record is answered.
enum AnswerTime: Equatable {
    /// As soon as the median of those that are.
    case median
    case seconds(Int)
    case never

    init(text: String) throws {
        if text == "never" {
            self = .never
        } else if let seconds = Duration.seconds(inText: text), seconds > 0 {
            self = .seconds(seconds)
        } else {
            throw ValidationError("'\(text)' is no time such as 10m, and not 'never'")
        }
    }
}
