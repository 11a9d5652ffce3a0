import CRabbitMQ

extension Connection {
    /// Opens the next channel; the one before is closed or is dropped.
    func openChannel() throws(AMQPError) {
        channel += 1
        unsafe try request("channel.open") { unsafe _ = amqp_channel_open($0, channel) }
    }

    /// Answers the broker's closing of our channel, after which the next one may be opened.
    func acknowledgeChannelClose() throws(AMQPError) {
        var ok = amqp_channel_close_ok_t()
        unsafe try check("channel.close-ok") { unsafe amqp_send_method($0, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &ok) }
    }

    /// Makes the broker confirm every publish on this channel.
    func selectConfirms() throws(AMQPError) {
        unsafe try request("confirm.select") { unsafe _ = amqp_confirm_select($0, channel) }
    }

    /// Counts a queue's ready messages and consumers; fails with `notFound` when there is no such queue.
    func status(ofQueue queue: String) throws(AMQPError) -> QueueStatus {
        defer { arena.reset() }
        var status = QueueStatus(ready: 0, consumers: 0)
        unsafe try request("queue.declare") {
            let ok = unsafe amqp_queue_declare($0, channel, arena.bytes(queue), 1, 0, 0, 0, arena.table([:]))
            if let ok = unsafe ok {
                status = unsafe QueueStatus(
                    ready: Int(ok.pointee.message_count),
                    consumers: Int(ok.pointee.consumer_count)
                )
            }
        }
        return status
    }

    /// Asks how many messages of a queue are ready; the answer arrives as ``BrokerEvent/counted(ready:)``.
    func askStatus(ofQueue queue: String) throws(AMQPError) {
        defer { arena.reset() }
        var declare = unsafe amqp_queue_declare_t()
        unsafe declare.queue = arena.bytes(queue)
        unsafe declare.passive = 1
        unsafe declare.arguments = arena.table([:])
        unsafe try check("queue.declare") {
            unsafe amqp_send_method($0, channel, AMQP_QUEUE_DECLARE_METHOD, &declare)
        }
    }

    /// Says that we are there; only needed by those who do not read.
    func sendHeartbeat() throws(AMQPError) {
        var frame = unsafe amqp_frame_t()
        unsafe frame.frame_type = UInt8(AMQP_FRAME_HEARTBEAT)
        unsafe try check("heartbeat") { unsafe amqp_send_frame($0, &frame) }
    }

    /// Subscribes to a queue under a tag that was never used before.
    func consume(_ queue: String, prefetch: Int, tag: String) throws(AMQPError) {
        defer { arena.reset() }
        unsafe try request("basic.qos") { unsafe _ = amqp_basic_qos($0, channel, 0, UInt16(clamping: prefetch), 0) }
        unsafe try request("basic.consume") {
            unsafe _ = amqp_basic_consume($0, channel, arena.bytes(queue), arena.bytes(tag), 0, 0, 0, arena.table([:]))
        }
    }

    /// Asks the broker to end the subscription; its answer arrives as ``BrokerEvent/cancelled``.
    func cancel(tag: String) throws(AMQPError) {
        defer { arena.reset() }
        var cancel = unsafe amqp_basic_cancel_t(consumer_tag: arena.bytes(tag), nowait: 0)
        unsafe try check("basic.cancel") { unsafe amqp_send_method($0, channel, AMQP_BASIC_CANCEL_METHOD, &cancel) }
    }

    func acknowledge(_ tag: UInt64, multiple: Bool) throws(AMQPError) {
        unsafe try check("basic.ack") { unsafe amqp_basic_ack($0, channel, tag, multiple ? 1 : 0) }
    }

    func requeue(_ tag: UInt64, multiple: Bool) throws(AMQPError) {
        unsafe try check("basic.nack") { unsafe amqp_basic_nack($0, channel, tag, multiple ? 1 : 0, 1) }
    }

    func declare(_ exchange: Topology.Exchange, passively: Bool) throws(AMQPError) {
        defer { arena.reset() }
        unsafe try request("exchange.declare") {
            unsafe _ = amqp_exchange_declare(
                $0,
                channel,
                arena.bytes(exchange.name),
                arena.bytes(exchange.kind.rawValue),
                passively ? 1 : 0,
                exchange.isDurable ? 1 : 0,
                0,
                0,
                arena.table(exchange.arguments)
            )
        }
    }

    func declare(_ queue: Topology.Queue) throws(AMQPError) {
        defer { arena.reset() }
        unsafe try request("queue.declare") {
            unsafe _ = amqp_queue_declare(
                $0,
                channel,
                arena.bytes(queue.name),
                0,
                queue.isDurable ? 1 : 0,
                0,
                0,
                arena.table(queue.arguments)
            )
        }
    }

    func bind(_ binding: Topology.Binding) throws(AMQPError) {
        defer { arena.reset() }
        unsafe try request("queue.bind") {
            unsafe _ = amqp_queue_bind(
                $0,
                channel,
                arena.bytes(binding.queue),
                arena.bytes(binding.exchange),
                arena.bytes(binding.routingKey),
                arena.table([:])
            )
        }
    }
}
