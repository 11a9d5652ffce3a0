/// A message and where it goes.
///
/// It is always published as mandatory: one that reaches no queue comes back as a failure instead of vanishing.
package struct OutgoingMessage: Hashable, Sendable {
    package var exchange: String
    package var routingKey: String
    package var message: Message

    package init(exchange: String, routingKey: String, message: Message) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.message = message
    }
}

extension OutgoingMessage {
    private static let headerLimit = 64 << 10

    /// Why this message cannot be written at all, or nil.
    ///
    /// The C library would cut a length above 255 to one byte and so send a frame that means something else.
    var problem: String? {
        let texts: [(String, String?)] = [
            ("exchange", exchange), ("routing key", routingKey), ("content type", message.contentType),
            ("content encoding", message.contentEncoding), ("type", message.type), ("message id", message.messageID),
            ("correlation id", message.correlationID), ("reply-to", message.replyTo), ("app id", message.appID),
            ("user id", message.userID), ("expiration", message.expiration),
        ]
        for case (let property, let text?) in texts where text.utf8.count > 255 {
            return "the \(property) is \(text.utf8.count) bytes long; AMQP allows 255"
        }
        guard !message.headers.isEmpty else { return nil }
        guard FieldValue.hasWritableKeys(message.headers) else {
            return "a header's name is longer than 255 bytes"
        }
        // They must fit one frame, together with at most 2,560 bytes of other properties.
        let size = FieldValue.encodedSize(of: message.headers)
        guard size <= OutgoingMessage.headerLimit else {
            return "the headers take \(size) bytes; at most \(OutgoingMessage.headerLimit) are allowed"
        }
        return nil
    }
}
