/// What a service-level clock measures.
package enum Metric: String, Hashable, Sendable, CaseIterable {
    /// From receipt until the customer has been told that the message arrived; an automatic reply is enough.
    case acknowledgement
    /// From receipt until an agent's first public reply.
    case firstResponse = "first_response"
    /// From the oldest unanswered thing the customer said, or from an escalation, until an agent's public reply.
    case nextResponse = "next_response"
    /// From one word to the customer until the next, for as long as the ticket is escalated.
    case periodicUpdate = "periodic_update"
    /// From receipt until the ticket is resolved.
    case resolution
    /// From entering a tier until the ticket is resolved or leaves it.
    case timeAtTier = "time_at_tier"
    /// From handing over to a vendor until the vendor acts.
    case vendorWait = "vendor_wait"
    /// From a page until somebody acknowledges it.
    case pageAcknowledgement = "page_acknowledgement"

    /// In words, as in "the first response was due".
    package var words: String { rawValue.split(separator: "_").joined(separator: " ") }
}
