/// In which language a customer is answered.
package struct AnswerLanguage: Hashable, Sendable {
    /// By its letters, such as `es`.
    package let language: String
    /// Whether nobody at hand speaks it, so that a translation is to be had.
    package let needsTranslation: Bool
    /// What decided, as a decision's reasons name it.
    package let reason: String

    package init(_ language: String, needsTranslation: Bool = false, because reason: String) {
        self.language = language
        self.needsTranslation = needsTranslation
        self.reason = reason
    }
}

extension Policy {
    /// Decides in which language somebody is answered who writes in `language`, a tag such as `es` or `pt-BR`.
    ///
    /// A language of the plan, and of the channel where it has fewer, is answered in itself; another one too, with a
    /// translation, at the priorities for which the policy has one; every other in the fallback. Where the policy names
    /// agents with their languages, what none of them speaks needs a translation.
    ///
    /// - Returns: nil if nobody said in which language the message is.
    package func answerLanguage(
        to language: String?,
        channel: String,
        plan: Plan,
        priority: Priority
    ) -> AnswerLanguage? {
        guard let language, let letters = language.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" }).first
        else { return nil }
        let asked = String(letters)
        if offers(asked, through: channel, on: plan) {
            return AnswerLanguage(asked, needsTranslation: !isSpoken(asked), because: "language:plan-\(plan.id)")
        }
        if languages.translatedPriorities.contains(priority) {
            return AnswerLanguage(asked, needsTranslation: true, because: "language:translated-\(priority.name)")
        }
        let fallback = languages.fallback
        return AnswerLanguage(fallback, needsTranslation: !isSpoken(fallback), because: "language:fallback")
    }

    /// A plan or channel that lists no languages has them all.
    private func offers(_ language: String, through channel: String, on plan: Plan) -> Bool {
        let ofChannel = channels.first { $0.id == channel }?.languages ?? []
        return [plan.languages, ofChannel].allSatisfy { $0.isEmpty || $0.contains(language) }
    }

    private func isSpoken(_ language: String) -> Bool {
        staff.agents.isEmpty || staff.agents.contains { speaks($0, language) }
    }
}
