extension DateRule: LosslessStringConvertible {
    /// Reads `2026-12-24`, `12-24`, `4th thu november`, `last mon may`, `sat on or after 06-20`, `easter`,
    /// `2 days before easter`, `day after 4th thu november`, `07-04 observed`, `12-24 to 12-31`.
    package init?(_ description: String) {
        // Long enough for every rule that means something, and too short for one that takes long to read.
        guard description.utf8.count <= 100 else { return nil }
        let text = description.lowercased().split(separator: " ").joined(separator: " ")
        guard let rule = Self.span(text) ?? Self.shifted(text) ?? Self.simple(text) else { return nil }
        self = rule
    }

    package var description: String {
        switch self {
        case .on(let date): "\(date)"
        case .yearly(let month, let day): Self.text(month: month, day: day)
        case .nth(let count, let weekday, let month):
            "\(Self.counts.first { $0.value == count }?.key ?? "\(count)") \(weekday.shortName) \(Self.months[month - 1])"
        case .from(let weekday, let month, let day):
            "\(weekday.shortName) on or after \(Self.text(month: month, day: day))"
        case .easter: "easter"
        case .days(1, let rule): "day after \(rule)"
        case .days(-1, let rule): "day before \(rule)"
        case .days(let count, let rule): "\(abs(count)) days \(count < 0 ? "before" : "after") \(rule)"
        case .observed(let rule): "\(rule) observed"
        case .span(let first, let last): "\(first) to \(last)"
        }
    }

    private static func span(_ text: String) -> DateRule? {
        guard let middle = text.firstRange(of: " to ") else { return nil }
        let (first, last) = (DateRule(String(text[..<middle.lowerBound])), DateRule(String(text[middle.upperBound...])))
        guard let first, let last else { return nil }
        if case .on(let start) = first, case .on(let end) = last, end < start { return nil }
        return .span(from: first, to: last)
    }

    private static func shifted(_ text: String) -> DateRule? {
        if text.hasSuffix(" observed") { return DateRule(String(text.dropLast(9))).map { .observed($0) } }
        for (word, sign) in [("after", 1), ("before", -1)] {
            if text.hasPrefix("day \(word) ") {
                return DateRule(String(text.dropFirst(5 + word.count))).map { .days(sign, after: $0) }
            }
            if let middle = text.firstRange(of: " days \(word) ") {
                guard let count = Int(text[..<middle.lowerBound]), (1...366).contains(count) else { return nil }
                return DateRule(String(text[middle.upperBound...])).map { .days(sign * count, after: $0) }
            }
        }
        return nil
    }

    private static func simple(_ text: String) -> DateRule? {
        switch text {
        case "easter": return .easter
        case "good friday": return .days(-2, after: .easter)
        case "easter monday": return .days(1, after: .easter)
        default: break
        }
        if let date = CivilDate(text) { return .on(date) }
        if let (month, day) = dayOfYear(text) { return .yearly(month: month, day: day) }

        let words = text.split(separator: " ")
        if words.count == 5, words[1...3] == ["on", "or", "after"], let weekday = Weekday(name: words[0]),
            let (month, day) = dayOfYear(String(words[4]))
        {
            return .from(weekday, month: month, day: day)
        }
        guard words.count == 3, let count = counts[String(words[0])], let weekday = Weekday(name: words[1]),
            let month = months.firstIndex(where: { $0 == words[2] || $0.prefix(3) == words[2] })
        else { return nil }
        return .nth(count, weekday, month: month + 1)
    }

    /// The month and day of `12-24`.
    private static func dayOfYear(_ text: String) -> (month: Int, day: Int)? {
        let numbers = text.split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 2, numbers.allSatisfy({ $0.count == 2 }), let month = Int(numbers[0]),
            let day = Int(numbers[1]), CivilDate(year: 2024, month: month, day: day) != nil
        else { return nil }
        return (month, day)
    }

    private static func text(month: Int, day: Int) -> String {
        String("\(CivilDate(year: 2024, month: month, day: day).map(String.init(describing:)) ?? "")".dropFirst(5))
    }

    private static let counts = ["1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1]
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
}
