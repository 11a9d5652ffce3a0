extension Target: LosslessStringConvertible {
    /// Reads `4h`, `1h 30m`, `1 week`, `8 business hours`, `1 business day`, `2 business days, end of day`.
    package init?(_ description: String) {
        let parts = description.lowercased().split(separator: ",").map { $0.split(separator: " ") }
        guard let words = parts.first, !words.isEmpty, parts.count <= 2 else { return nil }
        let deadline: Deadline
        switch parts.count == 2 ? parts[1].joined(separator: " ") : "" {
        case "": deadline = .sameWallTime
        case "end of day": deadline = .endOfDay
        case "same time": deadline = .sameWallTime
        default: return nil
        }

        guard let business = words.firstIndex(of: "business") else {
            guard parts.count == 1, let seconds = Duration.seconds(inText: words.joined(separator: " ")) else {
                return nil
            }
            self.init(seconds, .realTime)
            return
        }
        let rest = (words[..<business] + words[(business + 1)...]).map(String.init)
        if rest.count == 2, rest[1] == "day" || rest[1] == "days" {
            guard let days = Int(rest[0]), days >= (deadline == .endOfDay ? 0 : 1), days <= 3660 else { return nil }
            self.init(days, .businessDays(deadline))
            return
        }
        // A business week is not a unit: it is five business days in one company and six in another.
        guard parts.count == 1, !rest.contains(where: { $0.hasPrefix("d") || $0.hasPrefix("w") }) else { return nil }
        guard let seconds = Duration.seconds(inText: rest.joined(separator: " ")) else { return nil }
        self.init(seconds, .businessTime)
    }

    package var description: String {
        switch unit {
        case .realTime: Duration.text(ofSeconds: amount)
        case .businessTime:
            switch amount {
            case 60: "1 business minute"
            case 3600: "1 business hour"
            case _ where amount % 3600 == 0: "\(amount / 3600) business hours"
            case _ where amount % 60 == 0: "\(amount / 60) business minutes"
            default: "\(amount) business seconds"
            }
        case .businessDays(let deadline):
            (amount == 1 ? "1 business day" : "\(amount) business days")
                + (deadline == .endOfDay ? ", end of day" : "")
        }
    }
}

extension Duration {
    /// Whole seconds of `90s`, `30m`, `1h 30m`, `1h30m`, `2 days`, `1 week`; nil for anything else, and beyond ten years.
    package static func seconds(inText text: String) -> Int? {
        var total = 0
        var rest = text.lowercased()[...]
        while true {
            rest = rest.drop { $0 == " " }
            if rest.isEmpty { break }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, digits.count <= 9, let amount = Int(digits) else { return nil }
            rest = rest.dropFirst(digits.count).drop { $0 == " " }
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            let seconds: Int
            switch unit {
            case "s", "sec", "second", "seconds": seconds = 1
            case "m", "min", "minute", "minutes": seconds = 60
            case "h", "hour", "hours": seconds = 3600
            case "d", "day", "days": seconds = 86_400
            case "w", "week", "weeks": seconds = 604_800
            default: return nil
            }
            total += amount * seconds
            guard total <= 315_360_000 else { return nil }
        }
        return total > 0 ? total : nil
    }

    /// The text that reads back as so many seconds: `1h 30m`.
    package static func text(ofSeconds seconds: Int) -> String {
        guard seconds > 0 else { return "0s" }
        let parts = [
            (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s"),
        ]
        // 24 hours and 72 hours are how service levels are spoken of; longer ones in days.
        if seconds % 3600 == 0, seconds < 604_800 { return "\(seconds / 3600)h" }
        return parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}
