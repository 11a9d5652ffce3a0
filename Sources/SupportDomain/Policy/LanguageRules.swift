/// In which languages the programme answers.
package struct LanguageRules: Hashable, Sendable {
    /// The language of customers whose own nobody speaks, such as `en`.
    package let fallback: String
    /// The priorities for which a translation is to be had for any language.
    package let translatedPriorities: Set<Priority>

    package init(fallback: String = "en", translatedPriorities: Set<Priority> = []) {
        self.fallback = fallback
        self.translatedPriorities = translatedPriorities
    }
}
