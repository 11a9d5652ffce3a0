import ArgumentParser
import Foundation
import SupportDomain
import WorkerRuntime

/// `tierline sla due`: one due time, worked out.
struct SLADue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due",
        abstract: "Work out one due time and show what was counted.",
        discussion: """
            Give either a target with hours of your own, or a policy file with what its tables look at. Times are by the \
            wall clock of the calendar, unless --zone names another or they carry an offset.

            Examples: tierline sla due --start '2026-01-09 16:00' --target '4 business hours' \
            --calendar-zone Europe/Berlin --hours 'mon-fri 09:00-17:00' --holiday 01-12
                      tierline sla due --start '2026-01-09 16:00' --policy deploy/policies/archbuilder.yaml \
            --plan enterprise --priority P2 --metric first_response
            """
    )

    @Option(help: ArgumentHelp("When it begins to count, such as '2026-01-09 16:00'.", valueName: "time"))
    var start: String
    @Option(help: ArgumentHelp("The zone of the times given, such as Europe/Berlin.", valueName: "zone"))
    var zone: Zone?
    @Option(
        help: ArgumentHelp(
            "A stretch that does not count, such as '2026-01-09 16:30/2026-01-09 17:00'; an open one ends with the slash.",
            valueName: "from/to"
        )
    )
    var pause: [String] = []

    @OptionGroup(title: "A target in hours of your own") var own: OwnHours
    @OptionGroup(title: "A target as a policy sets it") var policy: PolicyQuestion
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (own.target == nil) != (policy.policy == nil) else {
            throw ValidationError("give either --target or --policy")
        }
        if policy.policy == nil { try policy.expectNothing() } else { try own.expectNothing() }
        // What does not need the policy is refused before any file is read.
        if own.target != nil { _ = try question() }
    }

    func run() async throws {
        output.write(SLADueReport(try question()))
    }

    private func question() throws -> DueQuestion {
        guard let file = policy.policy else {
            let calendar = try own.calendar(inZone: zone)
            return try question(DueQuestion.Subject(try own.range(), in: calendar), readingTimesIn: calendar.zone)
        }
        let source = try PolicySource(reading: file)
        guard let found = source.policy else {
            throw Refusal(.dataError, "\(file) has \(source.mistakes.count.of("mistake")); see tierline policy check")
        }
        let planZone = found.calendar(named: found.plan(policy.plan).calendar).zone
        let subject = try policy.subject(under: found, from: try time(start, in: zone ?? planZone))
        return try question(subject, readingTimesIn: planZone)
    }

    private func question(_ subject: DueQuestion.Subject, readingTimesIn own: Zone) throws -> DueQuestion {
        let zone = zone ?? own
        let pauses = try pause.map { text -> Pause in
            let ends = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard ends.count == 2 else { throw ValidationError("'\(text)' is not FROM/TO, or FROM/ while it is open") }
            let since = try time(ends[0], in: zone)
            let until = ends[1].isEmpty ? nil : try time(ends[1], in: zone)
            guard until.map({ $0 > since }) ?? true else { throw ValidationError("'\(text)' ends before it begins") }
            return Pause(since: since, until: until, reason: policy.pausedFor)
        }
        return DueQuestion(subject: subject, start: try time(start, in: zone), pauses: pauses)
    }

    private func time(_ text: String, in zone: Zone) throws -> Date {
        guard let time = zone.instant(text) else {
            throw ValidationError("'\(text)' is no time such as '2026-01-09 16:00' or 2026-01-09T16:00:00+01:00")
        }
        return time
    }
}

extension Zone: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
