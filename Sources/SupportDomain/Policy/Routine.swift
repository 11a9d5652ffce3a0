/// What the team does again and again, or once with each new customer: a review, a report, an onboarding.
///
/// It is there to be read and compared; nothing is decided by it.
package struct Routine: Hashable, Sendable, Identifiable {
    package enum Occasion: Hashable, Sendable {
        case every(Period)
        /// Once, over so many seconds.
        case takes(Int)
    }

    package let id: String
    package let name: String
    package let occasion: Occasion
    /// The plans whose customers it is for; nil for all, or where it is the team's own.
    package let plans: Set<String>?
    /// What is done, in a few words.
    package let purpose: String
    /// What is done when, as far as that is said.
    package let steps: [Step]

    package init(
        id: String,
        name: String,
        occasion: Occasion,
        plans: Set<String>? = nil,
        purpose: String = "",
        steps: [Step] = []
    ) {
        self.id = id
        self.name = name
        self.occasion = occasion
        self.plans = plans
        self.purpose = purpose
        self.steps = steps
    }

    /// Whether a day or week begins before the routine is over, or comes round again.
    package func has(_ time: Step.Time) -> Bool {
        switch occasion {
        case .every(let period): time.begins < period.longest
        case .takes(let seconds): time.begins < seconds
        }
    }
}

extension Routine {
    /// One thing of several, and the day or week of the routine that it belongs to.
    package struct Step: Hashable, Sendable {
        package let time: Time
        package let what: String

        package init(_ time: Time, _ what: String) {
            self.time = time
            self.what = what
        }

        /// A day or week, counted from 1: `day 3`, `week 2`.
        package struct Time: Hashable, Sendable, LosslessStringConvertible {
            package enum Unit: String, Hashable, Sendable {
                case day, week
            }

            package let unit: Unit
            package let number: Int

            package init?(_ description: String) {
                let words = description.split(separator: " ")
                guard words.count == 2, let unit = Unit(rawValue: String(words[0])), let number = Int(words[1]),
                    (1...366).contains(number), "\(number)" == words[1]
                else { return nil }
                self.unit = unit
                self.number = number
            }

            package var description: String { "\(unit.rawValue) \(number)" }

            /// How long after the start of the routine, in seconds.
            var begins: Int { (number - 1) * (unit == .day ? 86_400 : 604_800) }
        }
    }
}
