import CRabbitMQ

/// Owns the C library's connection state; its end closes the socket.
@safe
struct ConnectionHandle: ~Copyable {
    let state: amqp_connection_state_t

    init() throws(AMQPError) {
        guard let state = unsafe amqp_new_connection() else {
            throw AMQPError(.connectionLost, operation: "connect", message: "no memory is left", isTransient: true)
        }
        unsafe self.state = unsafe state
    }

    deinit {
        _ = unsafe amqp_destroy_connection(state)
    }
}
