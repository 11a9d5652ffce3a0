/// How long something may take, and in what time that is counted.
///
/// The text form is also how policies and the database write it: `4h`, `90m`, `8 business hours`, `1 business day`,
/// `2 business days, end of day`.
package struct Target: Hashable, Sendable {
    package enum Unit: Hashable, Sendable {
        /// Every second counts, by day and by night; `amount` is in seconds.
        case realTime
        /// Seconds in which the calendar is open.
        case businessTime
        /// Days on which the calendar is open at all; `amount` is in days.
        case businessDays(Deadline)
    }

    /// When on the last business day a target ends.
    package enum Deadline: Hashable, Sendable {
        /// When the wall clock shows what it did at the start.
        case sameWallTime
        /// When that day closes.
        case endOfDay
    }

    package let amount: Int
    package let unit: Unit

    package init(_ amount: Int, _ unit: Unit) {
        self.amount = amount
        self.unit = unit
    }

    package static func seconds(_ amount: Int) -> Target { Target(amount, .realTime) }
    package static func minutes(_ amount: Int) -> Target { Target(amount * 60, .realTime) }
    package static func hours(_ amount: Int) -> Target { Target(amount * 3600, .realTime) }
    package static func businessHours(_ amount: Int) -> Target { Target(amount * 3600, .businessTime) }
    package static func businessDays(_ amount: Int, _ deadline: Deadline = .sameWallTime) -> Target {
        Target(amount, .businessDays(deadline))
    }
}
