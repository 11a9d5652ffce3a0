import Foundation
import SupportDomain

/// Everything that is asked of a target, in seconds; both the stepper and the code under test find it.
struct Answer: Equatable {
    let due: Int?
    /// What the target allows, in open seconds.
    let targetSeconds: Int
    /// The seconds counted by the time they were asked for.
    let elapsed: Int
    /// When each warning falls, and then the breach, which is the first second that is too late.
    let thresholds: [Int?]
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
        elapsed = countdown.elapsed(to: Date(wholeSeconds: example.probe))
        thresholds = clock.schedule.thresholds.map { $0.at?.wholeSeconds }
    }
}
