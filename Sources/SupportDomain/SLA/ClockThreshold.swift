package import Foundation

/// A moment in a clock's life at which something is said: a warning, or the breach.
///
/// Each fires once per cycle.
package struct ClockThreshold: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case warning(WarningThreshold)
        case breach

        /// Its key in the record of what fired: `warning:75%`, `breach`.
        package var key: String {
            switch self {
            case .warning(let threshold): "warning:\(threshold)"
            case .breach: "breach"
            }
        }
    }

    /// What held when it fired; a later change of the target changes the clock, and not this.
    package struct Circumstances: Hashable, Sendable {
        package let due: Date?
        package let calendar: String
        package let policyVersion: Int

        package init(due: Date?, calendar: String, policyVersion: Int) {
            self.due = due
            self.calendar = calendar
            self.policyVersion = policyVersion
        }
    }

    package let kind: Kind
    /// When it falls; nil while a pause keeps it away.
    package var at: Date?
    package var hasFired: Bool
    /// Known of one that has fired since the clock was loaded; the store keeps it with the fact.
    package internal(set) var firedUnder: Circumstances?

    package init(_ kind: Kind, at: Date?, hasFired: Bool = false) {
        self.kind = kind
        self.at = at
        self.hasFired = hasFired
    }
}

/// The thresholds of one clock cycle, warnings first; the text form is for the database.
package struct ThresholdSchedule: Hashable, Sendable, LosslessStringConvertible {
    package var thresholds: [ClockThreshold]

    package init(_ thresholds: [ClockThreshold] = []) {
        self.thresholds = thresholds
    }

    /// Reads `75%@1767945600! 30m@- breach@1767949200`: `!` marks what has fired, `-` what a pause keeps away.
    package init?(_ description: String) {
        var thresholds: [ClockThreshold] = []
        for word in description.utf8.split(separator: UInt8(ascii: " ")) {
            guard let threshold = ClockThreshold(word) else { return nil }
            thresholds.append(threshold)
        }
        self.thresholds = thresholds
    }

    package var description: String {
        thresholds.map { threshold in
            let name =
                switch threshold.kind {
                case .breach: "breach"
                case .warning(.percent(let percent)): "\(percent)%"
                case .warning(.secondsBefore(let seconds)):
                    Duration.text(ofSeconds: seconds).replacing(" ", with: "+")
                case .warning(.after(let goal)): "after \(goal)".replacing(" ", with: "+")
                }
            return "\(name)@\(threshold.at.map { String($0.wholeSeconds) } ?? "-")\(threshold.hasFired ? "!" : "")"
        }
        .joined(separator: " ")
    }
}

extension ClockThreshold {
    /// Reads one word of a schedule, byte by byte: the watcher reads ten of them for each ticket that falls due.
    fileprivate init?(_ word: Substring.UTF8View) {
        let parts = word.split(separator: UInt8(ascii: "@"))
        guard parts.count == 2, let kind = Kind(name: parts[0]) else { return nil }
        let hasFired = parts[1].last == UInt8(ascii: "!")
        let time = Substring(hasFired ? parts[1].dropLast() : parts[1])
        guard time == "-" || Int(time) != nil else { return nil }
        self.init(kind, at: Int(time).map(Date.init(wholeSeconds:)), hasFired: hasFired)
    }
}

extension ClockThreshold.Kind {
    fileprivate init?(name: Substring.UTF8View) {
        if name.elementsEqual("breach".utf8) {
            self = .breach
        } else if name.last == UInt8(ascii: "%") {
            guard let percent = Int(Substring(name.dropLast())), (1...99).contains(percent) else { return nil }
            self = .warning(.percent(percent))
        } else {
            guard let threshold = WarningThreshold(String(Substring(name)).replacing("+", with: " ")) else {
                return nil
            }
            self = .warning(threshold)
        }
    }
}
