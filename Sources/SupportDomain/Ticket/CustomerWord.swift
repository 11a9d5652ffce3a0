package import Foundation

/// What a customer said, as far as a ticket's state depends on it.
package struct CustomerWord: Hashable, Sendable {
    /// The source id of the message.
    package var message: String
    /// The id by which an answer refers to it: a mail's Message-ID, otherwise the source id.
    package var reference: String
    package var from: String
    /// The gateway's name for the conversation it was said in, where answers are to go; nil if they have another way.
    package var conversation: String?
    package var at: Date
    /// Why it was not written by a person, if it was not: an absence note changes no clock and reopens nothing.
    package var automatic: String?
    /// The agent who wrote it down, as of what was said on the phone; nil for what a customer wrote.
    package var openedBy: String?
    /// The ticket whose requester speaks, where that was merged into the one on which it is heard.
    package var requesterOf: TicketID?

    package init(
        message: String,
        reference: String? = nil,
        from: String,
        conversation: String? = nil,
        at: Date,
        automatic: String? = nil,
        openedBy: String? = nil,
        requesterOf: TicketID? = nil
    ) {
        self.message = message
        self.reference = reference ?? message
        self.from = from
        self.conversation = conversation
        self.at = at
        self.automatic = automatic
        self.openedBy = openedBy
        self.requesterOf = requesterOf
    }
}

/// What a customer had said by the time that an answer to something earlier was heard of.
package struct UnreadWord: Hashable, Sendable {
    /// The source id of the message.
    package var message: String
    package var at: Date

    package init(message: String, at: Date) {
        self.message = message
        self.at = at
    }
}
