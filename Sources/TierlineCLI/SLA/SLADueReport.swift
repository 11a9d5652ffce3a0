import Foundation
import SupportDomain

/// A due time, and how it follows.
struct SLADueReport: Report {
    var metric: String?
    var target: String
    var calendar: String
    var zone: String
    var rule: String?
    var programme: String?
    var startedAt: Date
    var startWallTime: String
    /// Nil while an open pause keeps it away.
    var dueAt: Date?
    var dueWallTime: String?
    /// When the first figure of a range is used up.
    var goalAt: Date?
    var goalWallTime: String?
    var targetSeconds: Int
    /// Pauses that were given and do not stop this clock.
    var ignoredPauses: Int
    var segments: [SegmentView]

    init(_ question: DueQuestion) {
        let subject = question.subject
        let countdown = question.countdown(to: subject.target)
        let zone = subject.calendar.zone
        metric = subject.metric?.rawValue
        target = TargetRange(goal: subject.goal, limit: subject.target).description
        calendar = subject.calendar.name
        self.zone = zone.identifier
        rule = subject.rule
        programme = subject.policy?.programme.id
        startedAt = question.start
        startWallTime = Policy.text(question.start, in: zone)
        dueAt = countdown.due
        dueWallTime = countdown.due.map { Policy.text($0, in: zone) }
        goalAt = subject.goal.flatMap { question.countdown(to: $0).due }
        goalWallTime = goalAt.map { Policy.text($0, in: zone) }
        targetSeconds = countdown.targetSeconds
        ignoredPauses = question.pauses.count - question.stopping.count
        // While it is paused, what was counted until the pause began.
        let openPause = question.stopping.filter { $0.until == nil }.map(\.since).min()
        let end = countdown.due ?? max(question.start, openPause ?? question.start)
        segments = countdown.segments(to: end).map { SegmentView($0, in: zone) }
    }

    var text: String {
        var lines = [dueWallTime.map { "due \($0)" } ?? "not due while it is paused"]
        if let goalWallTime { lines[0] += ", goal \(goalWallTime)" }
        lines.append("    \(target) in calendar \(calendar) (\(zone)), from \(startWallTime)")
        if let rule, let programme, let metric {
            lines.append("    \(metric.replacing("_", with: " ")), set by rule \(rule) of \(programme)")
        }
        if ignoredPauses > 0 { lines.append("    \(ignoredPauses.of("pause")) left out: the policy counts on in such") }
        lines += segments.map { "      \($0.text)" }
        if dueAt != nil { lines.append("    \(TimeText.length(Double(targetSeconds))) are used up then") }
        return lines.map { TerminalText.line($0) }.joined(separator: "\n")
    }
}
