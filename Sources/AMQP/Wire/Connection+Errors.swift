import CRabbitMQ

extension Connection {
    /// Turns the reply of a request into an error unless it is a normal one.
    static func check(
        _ operation: String,
        _ reply: amqp_rpc_reply_t,
        host: BrokerConfiguration.Host
    ) throws(AMQPError) {
        switch unsafe reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            return
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            throw unsafe error(of: reply.reply, operation: operation, host: host)
        default:
            throw unsafe lost(operation, status: reply.library_error, host: host)
        }
    }

    /// Reads `channel.close` or `connection.close`.
    static func error(of method: amqp_method_t, operation: String, host: BrokerConfiguration.Host) -> AMQPError {
        guard let decoded = unsafe method.decoded else {
            return lost(operation, status: AMQP_STATUS_CONNECTION_CLOSED.rawValue, host: host)
        }
        switch unsafe method.id {
        case AMQP_CHANNEL_CLOSE_METHOD:
            let close = unsafe decoded.load(as: amqp_channel_close_t.self)
            return unsafe .closed(by: Int(close.reply_code), String(close.reply_text), operation: operation)
        case AMQP_CONNECTION_CLOSE_METHOD:
            let close = unsafe decoded.load(as: amqp_connection_close_t.self)
            return unsafe .closed(by: Int(close.reply_code), String(close.reply_text), operation: operation)
        default:
            return lost(operation, status: AMQP_STATUS_UNEXPECTED_STATE.rawValue, host: host)
        }
    }

    static func lost(_ operation: String, status: CInt, host: BrokerConfiguration.Host) -> AMQPError {
        AMQPError(
            .connectionLost,
            operation: operation,
            message: "the connection to RabbitMQ at \(host) was lost: \(text(of: status))",
            isTransient: true
        )
    }

    static func text(of status: CInt) -> String {
        guard let text = unsafe amqp_error_string2(status) else { return "status \(status)" }
        return unsafe String(cString: text)
    }
}
