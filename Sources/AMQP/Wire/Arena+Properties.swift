import CRabbitMQ
import Foundation

extension Arena {
    /// The properties of a message in the C library's form, alive until the next ``Arena/reset()``.
    func properties(of message: Message) -> amqp_basic_properties_t {
        var result = unsafe amqp_basic_properties_t()
        var flags = AMQP_BASIC_DELIVERY_MODE_FLAG
        unsafe result.delivery_mode = message.isPersistent ? 2 : 1

        func set(
            _ text: String?,
            _ flag: CInt,
            _ field: WritableKeyPath<amqp_basic_properties_t, amqp_bytes_t>
        ) {
            guard let text else { return }
            flags |= flag
            unsafe result[keyPath: field] = bytes(text)
        }
        unsafe set(message.contentType, AMQP_BASIC_CONTENT_TYPE_FLAG, \.content_type)
        unsafe set(message.contentEncoding, AMQP_BASIC_CONTENT_ENCODING_FLAG, \.content_encoding)
        unsafe set(message.type, AMQP_BASIC_TYPE_FLAG, \.type)
        unsafe set(message.messageID, AMQP_BASIC_MESSAGE_ID_FLAG, \.message_id)
        unsafe set(message.correlationID, AMQP_BASIC_CORRELATION_ID_FLAG, \.correlation_id)
        unsafe set(message.replyTo, AMQP_BASIC_REPLY_TO_FLAG, \.reply_to)
        unsafe set(message.appID, AMQP_BASIC_APP_ID_FLAG, \.app_id)
        unsafe set(message.userID, AMQP_BASIC_USER_ID_FLAG, \.user_id)
        unsafe set(message.expiration, AMQP_BASIC_EXPIRATION_FLAG, \.expiration)
        if let timestamp = message.timestamp {
            flags |= AMQP_BASIC_TIMESTAMP_FLAG
            unsafe result.timestamp = timestamp.secondsOnTheWire
        }
        if let priority = message.priority {
            flags |= AMQP_BASIC_PRIORITY_FLAG
            unsafe result.priority = priority
        }
        if !message.headers.isEmpty {
            flags |= AMQP_BASIC_HEADERS_FLAG
            unsafe result.headers = table(message.headers)
        }
        unsafe result._flags = amqp_flags_t(truncatingIfNeeded: flags)
        return unsafe result
    }
}
