import Foundation

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
            let falls = threshold.fallsAt.map { "falls \(TimeText.moment($0))" } ?? "kept away by a pause"
            let fired = threshold.firedAt.map { ", fired \(TimeText.moment($0))" } ?? ""
            lines.append("    \(threshold.threshold): \(falls)\(fired)")
        }
        for segment in segments ?? [] {
            let occasions = segment.occasions.isEmpty ? "" : " (\(segment.occasions.joined(separator: ", ")))"
            let sum = TimeText.length(Double(segment.countedSecondsSoFar))
            let kind = segment.kind.padding(toLength: 8, withPad: " ", startingAt: 0)
            let total = segment.kind == "counted" ? ", \(sum) so far" : ""
            lines.append("      \(kind)\(segment.wallTime)\(total)\(occasions)")
        }
        return lines.map { TerminalText.line($0) }.joined(separator: "\n")
    }
}
