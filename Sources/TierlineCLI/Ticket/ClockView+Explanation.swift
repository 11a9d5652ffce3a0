import Foundation
import SupportDomain

extension ClockView {
    /// Why the clock is due when it is, and what came of it.
    func explanation(at now: Date) -> String {
        var lines = ["\(words), cycle \(cycle): \(state), \(standing(at: now))"]
        lines.append("    target \(target) in calendar \(calendar), set by rule \(rule) of policy v\(policyVersion)")
        let due = dueAt.map { ", due \(TimeText.moment($0))" } ?? ", not due while it is paused"
        let end = endedAt.map { ", ended \(TimeText.moment($0))" } ?? ""
        lines.append("    started \(TimeText.moment(startedAt))\(due)\(end)")
        if let countedSeconds, let targetSeconds {
            let counted = TimeText.length(Double(countedSeconds))
            lines.append("    counted \(counted) of \(TimeText.length(Double(targetSeconds)))")
        }
        for threshold in thresholds {
            let falls = threshold.fallsAt.map { "falls \(TimeText.moment($0))" } ?? reasonToWait
            let fired = threshold.firedAt.map { ", fired \(TimeText.moment($0))" } ?? ""
            lines.append("    \(threshold.threshold): \(falls)\(fired)")
        }
        for event in events ?? [] {
            lines.append("      \(event.text)")
        }
        for segment in segments ?? [] {
            lines.append("      \(segment.text)")
        }
        if segments != nil { lines.append("    \(conclusion)") }
        lines += comparison.split(separator: "\n").map { "    \($0)" }
        return lines.map { TerminalText.line($0) }.joined(separator: "\n")
    }

    /// Why a threshold has no time: where the clock has one, it would fall before the clock began.
    private var reasonToWait: String {
        thresholds.contains { $0.fallsAt != nil && $0.threshold == ClockThreshold.Kind.breach.key }
            ? "never given: the time is too short for it" : "kept away by a pause"
    }

    /// How the due time follows from what was counted.
    private var conclusion: String {
        let length = TimeText.length(Double(targetSeconds ?? 0))
        guard let countedDueAt else { return "so it is not due while the pause is open" }
        let due = "so it is due \(TimeText.moment(countedDueAt)), when \(length) are used up"
        return countedDueAt == dueAt ? due : due + "; that is not what is recorded"
    }
}
