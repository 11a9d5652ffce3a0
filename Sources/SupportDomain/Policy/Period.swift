/// How often something comes round: `day`, `week`, `month`, `quarter`, `year`, or after a length of time such as `2 weeks`.
package enum Period: Hashable, Sendable, LosslessStringConvertible {
    package enum Word: String, Hashable, Sendable, CaseIterable {
        case day, week, month, quarter, year

        /// Of the longest there is.
        var days: Int {
            switch self {
            case .day: 1
            case .week: 7
            case .month: 31
            case .quarter: 92
            case .year: 366
            }
        }
    }

    case word(Word)
    case seconds(Int)

    /// A length that has a word, such as `7 days`, is read as the word.
    package init?(_ description: String) {
        if let word = Word(rawValue: description.lowercased()) {
            self = .word(word)
            return
        }
        guard let seconds = Duration.seconds(inText: description) else { return nil }
        switch seconds {
        case 86_400: self = .word(.day)
        case 604_800: self = .word(.week)
        default: self = .seconds(seconds)
        }
    }

    package var description: String {
        switch self {
        case .word(let word): word.rawValue
        case .seconds(let seconds): Duration.text(ofSeconds: seconds)
        }
    }

    /// How long it lasts at most, in seconds.
    var longest: Int {
        switch self {
        case .word(let word): word.days * 86_400
        case .seconds(let seconds): seconds
        }
    }
}
