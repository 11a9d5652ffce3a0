/// How long something may take, as a document says it: a limit and, where it names two figures, the goal before it.
///
/// The limit is what a clock is held to; that the goal has passed is a warning. The text form is that of a ``Target``,
/// or `24-48 hours`, `4-8 business hours`, `24h to 1 week`, `same or next business day`.
package struct TargetRange: Hashable, Sendable, LosslessStringConvertible {
    package let goal: Target?
    package let limit: Target

    package init(goal: Target? = nil, limit: Target) {
        self.goal = goal
        self.limit = limit
    }

    /// Nil for what cannot be read, for two figures in different kinds of time, and for a goal that is not the smaller.
    package init?(_ description: String) {
        let text = description.lowercased().split(separator: " ").joined(separator: " ")
        switch text {
        case Self.sameDay: self.init(limit: .businessDays(0, .endOfDay))
        case Self.nextDay: self.init(limit: .businessDays(1, .endOfDay))
        case Self.sameOrNextDay: self.init(goal: .businessDays(0, .endOfDay), limit: .businessDays(1, .endOfDay))
        default:
            guard let (lower, upper) = Self.figures(in: text) else {
                guard let limit = Target(text) else { return nil }
                self.init(limit: limit)
                return
            }
            guard let goal = Target(lower), let limit = Target(upper), goal.unit == limit.unit,
                goal.amount < limit.amount
            else { return nil }
            self.init(goal: goal, limit: limit)
        }
    }

    package var description: String {
        let sameDayEnd = Target.businessDays(0, .endOfDay)
        guard let goal else { return limit == sameDayEnd ? Self.sameDay : "\(limit)" }
        return goal == sameDayEnd && limit == .businessDays(1, .endOfDay) ? Self.sameOrNextDay : "\(goal) to \(limit)"
    }

    /// The two figures of `4-8 business hours`, each with its unit; nil for text with one figure.
    private static func figures(in text: String) -> (lower: String, upper: String)? {
        for separator in [" to ", "-"] {
            guard let range = text.firstRange(of: separator) else { continue }
            let lower = text[..<range.lowerBound]
            let upper = text[range.upperBound...].drop { $0 == " " }
            guard lower.contains(where: \.isNumber), let first = upper.first, first.isNumber else { return nil }
            let digits = upper.prefix { $0.isNumber }
            let unit = lower.allSatisfy { $0.isNumber || $0 == " " } ? upper.dropFirst(digits.count) : ""
            return ("\(lower)\(unit)", String(upper))
        }
        return nil
    }

    private static let sameDay = "same business day"
    private static let nextDay = "next business day"
    private static let sameOrNextDay = "same or next business day"
}
