import Foundation
import SupportDomain

/// Everything that is asked of a target, in seconds; both the stepper and the code under test find it.
struct Answer: Equatable {
    let due: Int?
    /// What the target allows, in the seconds that it counts.
    let targetSeconds: Int
    /// The seconds counted by the time they were asked for.
    let elapsed: Int
    /// When each warning falls, and then the breach, which is the first second that is too late.
    let thresholds: [Int?]
    /// What counted, from the start to when that was asked for, as an explanation has it (R16); ascending and apart.
    let counted: [Range<Int>]
}

extension Answer {
    /// What the code under test finds, by the clock of a ticket and by its arithmetic.
    init(to request: RandomCase.Request, in example: RandomCase, calendar: BusinessCalendar, policy: Policy) {
        let start = Date(wholeSeconds: example.start)
        let goal = Goal(
            metric: .resolution,
            target: request.target,
            calendar: calendar.name,
            warnings: request.warnings,
            rule: "random"
        )
        let clock = Clock.start(goal, cycle: 1, at: start, pauses: example.pauses, in: policy)
        let countdown = Countdown(from: start, target: request.target, calendar: calendar, pauses: example.pauses)
        due = clock.dueAt?.wholeSeconds
        targetSeconds = countdown.targetSeconds
        let probe = Date(wholeSeconds: example.probe)
        elapsed = countdown.elapsed(to: probe)
        thresholds = clock.schedule.thresholds.map { $0.at?.wholeSeconds }
        let segments = countdown.segments(to: probe).filter { $0.kind == .counted }
        counted = segments.map { $0.from.wholeSeconds..<$0.to.wholeSeconds }.merged
    }

    /// In what it differs from what the stepper walked; of many stretches, the first that do.
    func differences(from walked: Answer) -> String {
        let different = zip(texts, walked.texts).filter { $0 != $1 }
        return different.prefix(4).map { "found \($0), walked \($1)" }.joined(separator: "; ")
    }

    private var texts: [String] {
        let answers = [
            "due \(due.map { "\($0)" } ?? "never")", "a target of \(targetSeconds) s", "\(elapsed) s elapsed",
            "thresholds \(thresholds)", "\(counted.count) counted stretches",
        ]
        return answers + counted.map { "counted \($0)" }
    }
}
