package import Foundation

/// A message with all its AMQP 0-9-1 properties.
package struct Message: Hashable, Sendable {
    package var body: [UInt8]
    package var contentType: String?
    package var contentEncoding: String?
    /// The kind of message in the vocabulary of those who exchange it.
    package var type: String?
    /// Identifies the message to its consumers, who may see it twice.
    package var messageID: String?
    package var correlationID: String?
    package var replyTo: String?
    package var appID: String?
    /// The publisher's broker user; the broker refuses any other name than the one that logged in.
    package var userID: String?
    /// Whole seconds; AMQP has no finer time.
    package var timestamp: Date?
    /// Milliseconds, as a decimal number in text, after which the broker may drop the message.
    package var expiration: String?
    package var priority: UInt8?
    package var headers: [String: FieldValue]
    /// Whether the message survives a restart of the broker.
    package var isPersistent: Bool

    package init(
        body: [UInt8],
        contentType: String? = nil,
        contentEncoding: String? = nil,
        type: String? = nil,
        messageID: String? = nil,
        correlationID: String? = nil,
        replyTo: String? = nil,
        appID: String? = nil,
        userID: String? = nil,
        timestamp: Date? = nil,
        expiration: String? = nil,
        priority: UInt8? = nil,
        headers: [String: FieldValue] = [:],
        isPersistent: Bool = true
    ) {
        self.body = body
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.type = type
        self.messageID = messageID
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.appID = appID
        self.userID = userID
        self.timestamp = timestamp
        self.expiration = expiration
        self.priority = priority
        self.headers = headers
        self.isPersistent = isPersistent
    }
}
