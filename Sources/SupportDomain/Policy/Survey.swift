/// A question to customers about how they were supported.
package struct Survey: Hashable, Sendable, Identifiable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case satisfaction
        case promoter
        case effort
    }

    package enum Occasion: Hashable, Sendable {
        /// So many seconds after a ticket was resolved.
        case afterResolution(Int)
        /// Every so many months.
        case everyMonths(Int)
    }

    package let id: String
    package let kind: Kind
    package let occasion: Occasion
    package let question: String
    /// The best answer; the worst is 1, or 0 for a promoter score.
    package let scale: Int
    /// Answers up to this one are a complaint; nil if none is.
    package let complaintUpTo: Int?
    /// How long a customer is left in peace after a survey, in seconds.
    package let quietPeriod: Int

    package init(
        id: String,
        kind: Kind,
        occasion: Occasion,
        question: String,
        scale: Int,
        complaintUpTo: Int? = nil,
        quietPeriod: Int = 0
    ) {
        self.id = id
        self.kind = kind
        self.occasion = occasion
        self.question = question
        self.scale = scale
        self.complaintUpTo = complaintUpTo
        self.quietPeriod = quietPeriod
    }
}

extension Policy {
    /// Whether a customer who rates a solution so, from 1 to 5, complains: up to what the satisfaction survey says, by its
    /// own scale; up to 2 where there is none.
    package func isComplaint(rating: Int) -> Bool {
        guard let survey = surveys.first(where: { $0.kind == .satisfaction }) else { return rating <= 2 }
        return rating * survey.scale <= (survey.complaintUpTo ?? 0) * 5
    }
}
