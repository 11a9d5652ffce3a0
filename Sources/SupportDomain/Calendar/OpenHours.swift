/// A stretch of a local day during which a calendar is open, in seconds from its midnight by the wall clock.
///
/// `closes` may be 86,400, which is `24:00`: the first instant of the next date.
package struct OpenHours: Hashable, Sendable, LosslessStringConvertible {
    package static let endOfDay = 86_400

    package let opens: Int
    package let closes: Int

    /// Hours in that order, within one day; nil otherwise.
    ///
    /// A night shift is two of them.
    package init?(opens: Int, closes: Int) {
        guard opens >= 0, opens < closes, closes <= Self.endOfDay else { return nil }
        self.opens = opens
        self.closes = closes
    }

    private init(wholeDay: Void) {
        opens = 0
        closes = Self.endOfDay
    }

    package static let wholeDay = OpenHours(wholeDay: ())

    /// Reads `09:00-18:00`.
    package init?(_ description: String) {
        let parts = description.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let opens = Self.seconds(parts[0]), let closes = Self.seconds(parts[1]) else {
            return nil
        }
        self.init(opens: opens, closes: closes)
    }

    package var description: String { "\(Self.text(opens))-\(Self.text(closes))" }

    /// Seconds from midnight of `9:00`, `09:00`, `09:00:30` or `24:00`; nil for anything else.
    package static func seconds(_ text: some StringProtocol) -> Int? {
        let parts = trimmed(text).split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), (1...2).contains(parts[0].count) else { return nil }
        guard parts.dropFirst().allSatisfy({ $0.count == 2 }) else { return nil }
        let numbers = parts.compactMap { part in part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil }
        guard numbers.count == parts.count, numbers.dropFirst().allSatisfy({ $0 < 60 }) else { return nil }
        let total = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count == 3 ? numbers[2] : 0)
        return total <= endOfDay ? total : nil
    }

    private static func trimmed(_ text: some StringProtocol) -> Substring {
        let start = text.drop { $0 == " " }
        let end = start.reversed().drop { $0 == " " }
        return Substring(String(end.reversed()))
    }

    package static func text(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let base = "\(two(seconds / 3600)):\(two(seconds / 60 % 60))"
        return seconds % 60 == 0 ? base : "\(base):\(two(seconds % 60))"
    }
}
