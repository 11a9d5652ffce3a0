package import SupportDomain

extension Ticket {
    /// Under which its requester stands on the customer list.
    package var customer: MessageKey { MessageKey(programme: programme, id: requester) }
}
