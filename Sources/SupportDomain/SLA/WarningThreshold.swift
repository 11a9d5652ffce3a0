/// How long before a target runs out somebody is warned.
///
/// The text form is `75%`, or `30m before`.
package enum WarningThreshold: Hashable, Sendable, LosslessStringConvertible {
    /// When so many percent of the target are used up.
    case percent(Int)
    /// When so many seconds are left, in the time the target counts in.
    case secondsBefore(Int)

    package init?(_ description: String) {
        if description.hasSuffix("%"), let percent = Int(description.dropLast()) {
            guard (1...99).contains(percent) else { return nil }
            self = .percent(percent)
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
        }
    }
}
