import CRabbitMQ
import Foundation

/// One connection to the broker with its one channel, used by one thread.
///
/// After any error it must be dropped: the C library does not promise what state it is in.
final class Connection {
    let host: BrokerConfiguration.Host
    let descriptor: CInt
    let virtualHost: String
    /// The largest frame both sides agreed on, in bytes.
    let frameMax: Int
    /// The bytes the kernel keeps for sending.
    let sendBuffer: Int
    let arena = Arena()
    /// Requests need a channel; one that the broker closed gives way to the next number.
    var channel: UInt16 = 0
    private let handle: ConnectionHandle
    private let watch: Watchdog.Watch
    private var assembler = ContentAssembler()

    /// Connects and logs in, blocking for at most two times the connect timeout.
    init(to host: BrokerConfiguration.Host, _ configuration: BrokerConfiguration, name: String) throws(AMQPError) {
        self.host = host
        virtualHost = configuration.virtualHost
        handle = try ConnectionHandle()
        let handshake = Handshake(host: host, configuration: configuration, name: name)
        descriptor = unsafe try handshake.openSocket(handle.state)
        watch = Watchdog.shared.watch(descriptor, limit: configuration.heartbeat * 2)
        do {
            unsafe try handshake.logIn(handle.state, arena: arena)
        } catch {
            watch.end()
            throw error
        }
        frameMax = unsafe Int(amqp_get_frame_max(handle.state))
        sendBuffer = max(64 << 10, Int(tierline_set_send_buffer(descriptor, 4 << 20)))
    }

    deinit {
        watch.end()
    }

    /// Runs what calls into the C library under the watchdog's eye.
    func watched<R>(_ body: () throws(AMQPError) -> R) throws(AMQPError) -> R {
        watch.enter()
        defer { watch.leave() }
        return try body()
    }

    /// The door for calls that answer a status.
    func check(_ operation: String, _ call: (amqp_connection_state_t) -> CInt) throws(AMQPError) {
        let status = unsafe call(handle.state)
        guard status < 0 else { return }
        throw Connection.lost(operation, status: status, host: host)
    }

    /// The door for requests, whose answer the C library keeps aside.
    func request(_ operation: String, _ call: (amqp_connection_state_t) -> Void) throws(AMQPError) {
        watch.enter()  // each has its own time limit, so the watchdog counts from here
        unsafe call(handle.state)
        let reply = unsafe amqp_get_rpc_reply(handle.state)
        unsafe try Connection.check(operation, reply, host: host)
    }

    /// Reads without waiting.
    ///
    /// - Returns: what the broker said, or nil when nothing more is there; only then may the thread sleep.
    func nextEvent() throws(AMQPError) -> BrokerEvent? {
        while true {
            var frame = unsafe amqp_frame_t()
            var noTime = timeval()
            let status = unsafe amqp_simple_wait_frame_noblock(handle.state, &frame, &noTime)
            if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
            guard status >= 0 else { throw Connection.lost("read", status: status, host: host) }
            let event = unsafe try interpret(frame)
            unsafe amqp_maybe_release_buffers_on_channel(handle.state, frame.channel)
            if let event { return event }
        }
    }

    private func interpret(_ frame: amqp_frame_t) throws(AMQPError) -> BrokerEvent? {
        switch unsafe CInt(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            return unsafe try interpret(frame.payload.method)
        case AMQP_FRAME_HEADER:
            guard let decoded = unsafe frame.payload.properties.decoded else { return nil }
            let properties = unsafe decoded.assumingMemoryBound(to: amqp_basic_properties_t.self)
            return unsafe try assembler.header(
                Message(properties.pointee),
                bodySize: frame.payload.properties.body_size
            )
        case AMQP_FRAME_BODY:
            let fragment = unsafe frame.payload.body_fragment
            return unsafe try assembler.body(UnsafeRawBufferPointer(start: fragment.bytes, count: fragment.len))
        default:
            return nil
        }
    }

    private func interpret(_ method: amqp_method_t) throws(AMQPError) -> BrokerEvent? {
        guard let decoded = unsafe method.decoded else { return nil }
        switch unsafe method.id {
        case AMQP_BASIC_DELIVER_METHOD:
            unsafe try assembler.begin(.deliver(DeliverMethod(decoded.load(as: amqp_basic_deliver_t.self))))
        case AMQP_BASIC_RETURN_METHOD:
            unsafe try assembler.begin(.return(ReturnMethod(decoded.load(as: amqp_basic_return_t.self))))
        case AMQP_BASIC_ACK_METHOD:
            let ack = unsafe decoded.load(as: amqp_basic_ack_t.self)
            return .confirmed(ack.delivery_tag, multiple: ack.multiple != 0)
        case AMQP_BASIC_NACK_METHOD:
            let nack = unsafe decoded.load(as: amqp_basic_nack_t.self)
            return .nacked(nack.delivery_tag, multiple: nack.multiple != 0)
        case AMQP_BASIC_CANCEL_OK_METHOD:
            return .cancelled
        case AMQP_BASIC_CANCEL_METHOD:
            return .cancelledByBroker
        case AMQP_QUEUE_DECLARE_OK_METHOD:
            return unsafe .counted(ready: Int(decoded.load(as: amqp_queue_declare_ok_t.self).message_count))
        case AMQP_CONNECTION_BLOCKED_METHOD:
            return unsafe .blocked(reason: String(decoded.load(as: amqp_connection_blocked_t.self).reason))
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            return .unblocked
        case AMQP_CHANNEL_CLOSE_METHOD, AMQP_CONNECTION_CLOSE_METHOD:
            unsafe try close(after: method)
        default:
            break
        }
        return nil
    }

    private func close(after method: amqp_method_t) throws(AMQPError) {
        let error = unsafe Connection.error(of: method, operation: "connection", host: host)
        var ok = amqp_connection_close_ok_t()
        let isChannel = unsafe method.id == AMQP_CHANNEL_CLOSE_METHOD
        // Courtesy, so that the broker's log stays clean; the connection goes either way.
        _ = unsafe amqp_send_method(
            handle.state,
            isChannel ? channel : 0,
            isChannel ? AMQP_CHANNEL_CLOSE_OK_METHOD : AMQP_CONNECTION_CLOSE_OK_METHOD,
            &ok
        )
        throw error
    }

    /// Says goodbye, waiting no longer than two seconds; the socket closes with the last reference.
    func close() {
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        _ = unsafe amqp_set_rpc_timeout(handle.state, &limit)
        _ = unsafe amqp_connection_close(handle.state, AMQP_REPLY_SUCCESS)
    }
}

extension DeliverMethod {
    init(_ method: amqp_basic_deliver_t) {
        unsafe self.init(
            tag: method.delivery_tag,
            isRedelivered: method.redelivered != 0,
            exchange: String(method.exchange),
            routingKey: String(method.routing_key)
        )
    }
}

extension ReturnMethod {
    init(_ method: amqp_basic_return_t) {
        unsafe self.init(
            replyCode: Int(method.reply_code),
            replyText: String(method.reply_text),
            exchange: String(method.exchange),
            routingKey: String(method.routing_key)
        )
    }
}
