/// How long before a target runs out somebody is warned.
///
/// The text form is `75%`, `30m before`, or `after 4 business hours`.
package enum WarningThreshold: Hashable, Sendable, LosslessStringConvertible {
    /// When so many percent of the target are used up.
    case percent(Int)
    /// When so many seconds are left, in the time the target counts in.
    case secondsBefore(Int)
    /// When an earlier target from the same start, such as the goal of `4-8 business hours`, is used up.
    case after(Target)

    package init?(_ description: String) {
        if description.hasSuffix("%"), let percent = Int(description.dropLast()) {
            guard (1...99).contains(percent) else { return nil }
            self = .percent(percent)
            return
        }
        if description.hasPrefix("after ") {
            guard let goal = Target(String(description.dropFirst(6))) else { return nil }
            self = .after(goal)
            return
        }
        let length = description.hasSuffix("before") ? String(description.dropLast(6)) : description
        guard let seconds = Duration.seconds(inText: length), seconds > 0 else { return nil }
        self = .secondsBefore(seconds)
    }

    package var description: String {
        switch self {
        case .percent(let percent): "\(percent)%"
        case .secondsBefore(let seconds): Duration.text(ofSeconds: seconds) + " before"
        case .after(let goal): "after \(goal)"
        }
    }
}
