/// A figure that says how well the programme is supported, and what it is to be.
package struct Indicator: Hashable, Sendable, Identifiable {
    package enum Measure: String, Hashable, Sendable, CaseIterable {
        case firstResponse = "first_response"
        case response
        case resolution
        case satisfaction
        case promoterScore = "promoter_score"
        case customerEffort = "customer_effort"
        case firstContactResolution = "first_contact_resolution"
        case resolutionRate = "resolution_rate"
        case escalationRate = "escalation_rate"
        case reopenRate = "reopen_rate"
        case firstTierRate = "first_tier_rate"
        case selfServiceRate = "self_service_rate"
        case volume
        case utilisation
        case articleUse = "article_use"
        case uptime
        case retention
        case adoption
        case expansion
        case distribution
        case resolutionSatisfaction = "resolution_satisfaction"
        case supportExperience = "support_experience"
    }

    /// What a figure is also told apart by.
    package enum Dimension: String, Hashable, Sendable, CaseIterable {
        case priority, channel, tier, category, plan, agent
    }

    package let id: String
    package let measure: Measure
    package let when: Condition
    /// Nil for what is only watched.
    package let target: IndicatorTarget?
    package let by: [Dimension]
    /// The stretch of time that it is taken of, again and again; nil where nobody says.
    package let every: Period?

    package init(
        id: String,
        measure: Measure,
        when: Condition = Condition(),
        target: IndicatorTarget? = nil,
        by: [Dimension] = [],
        every: Period? = nil
    ) {
        self.id = id
        self.measure = measure
        self.when = when
        self.target = target
        self.by = by
        self.every = every
    }
}

/// What a figure is to be: `above 60%`, `at least 95%`, `below 4h`, `above 4.5 of 5`.
package struct IndicatorTarget: Hashable, Sendable, LosslessStringConvertible {
    package enum Bound: String, Hashable, Sendable, CaseIterable {
        case above, below
        case atLeast = "at least"
        case atMost = "at most"
    }

    package enum Value: Hashable, Sendable {
        /// In hundredths of a percent.
        case share(Int)
        /// In seconds.
        case time(Int)
        /// In hundredths, with the best there is.
        case score(Int, of: Int)
    }

    package let bound: Bound
    package let value: Value

    package init(_ bound: Bound, _ value: Value) {
        self.bound = bound
        self.value = value
    }

    package init?(_ description: String) {
        let text = description.lowercased()
        guard let bound = Bound.allCases.first(where: { text.hasPrefix($0.rawValue + " ") }) else { return nil }
        let rest = text.dropFirst(bound.rawValue.count + 1)
        if rest.hasSuffix("%") {
            guard let share = Self.hundredths(rest.dropLast()), share <= 10_000 else { return nil }
            self.init(bound, .share(share))
        } else if let middle = rest.firstRange(of: " of ") {
            guard let score = Self.hundredths(rest[..<middle.lowerBound]), let best = Int(rest[middle.upperBound...]),
                (1...1000).contains(best), score <= best * 100
            else { return nil }
            self.init(bound, .score(score, of: best))
        } else {
            guard let seconds = Duration.seconds(inText: String(rest)) else { return nil }
            self.init(bound, .time(seconds))
        }
    }

    package var description: String {
        switch value {
        case .share(let share): "\(bound.rawValue) \(Self.text(hundredths: share))%"
        case .time(let seconds): "\(bound.rawValue) \(Duration.text(ofSeconds: seconds))"
        case .score(let score, let best): "\(bound.rawValue) \(Self.text(hundredths: score)) of \(best)"
        }
    }

    /// Reads `99.95` as 9995; nil for more than two decimals, or no number.
    package static func hundredths(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isWholeNumber) }),
            let whole = Int(parts[0]), whole <= 1_000_000
        else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        guard parts[1].count <= 2, let decimals = Int(parts[1]) else { return nil }
        return whole * 100 + (parts[1].count == 1 ? decimals * 10 : decimals)
    }

    static func text(hundredths: Int) -> String {
        let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole)" }
        return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
