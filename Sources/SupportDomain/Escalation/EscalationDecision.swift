/// What comes of a trigger.
package struct EscalationDecision: Hashable, Sendable {
    package var toTier: Int
    /// Whether the ticket changes tier; at the highest tier the people there are told, unless they are being called.
    package var movesUp: Bool
    /// In words, for the customer's mail and the timeline.
    package var reason: String
    /// The rules that decided.
    package var rules: [String]
    /// The clocks of the tier, of which a ticket that stays keeps those it has.
    ///
    /// Of several of one metric, the earliest due counts.
    package var goals: [Goal]
    /// Who is called, if somebody is.
    package var page: PagingLadder?
}
