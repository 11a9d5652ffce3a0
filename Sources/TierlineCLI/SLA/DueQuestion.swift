import Foundation
import SupportDomain

/// A due time that somebody asks for.
struct DueQuestion {
    /// What is counted, and by whose word.
    struct Subject {
        var metric: Metric?
        var target: Target
        /// The first figure of a range, which is a warning.
        var goal: Target?
        var calendar: BusinessCalendar
        var rule: String?
        /// The policy says which pauses stop which clocks; without one, every pause does.
        var policy: Policy?

        init(_ range: TargetRange, in calendar: BusinessCalendar) {
            target = range.limit
            goal = range.goal
            self.calendar = calendar
        }

        init(_ goal: Goal, under policy: Policy) {
            metric = goal.metric
            target = goal.target
            self.goal = goal.firstFigure
            calendar = policy.calendar(named: goal.calendar)
            rule = goal.rule
            self.policy = policy
        }
    }

    var subject: Subject
    var start: Date
    var pauses: [Pause]

    /// The pauses that stop the clock.
    var stopping: [Pause] {
        guard let policy = subject.policy, let metric = subject.metric else { return pauses }
        return policy.pauses(pauses, stopping: metric)
    }

    func countdown(to target: Target) -> Countdown {
        Countdown(from: start, target: target, calendar: subject.calendar, pauses: stopping)
    }
}
