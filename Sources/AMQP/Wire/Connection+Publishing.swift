import CRabbitMQ

extension Connection {
    /// The largest piece of a body that one frame takes: small enough for the gate to keep every send from waiting.
    var fragmentSize: Int { min(frameMax - 8, 64 << 10, sendBuffer / 8) }

    /// The bytes that may be handed to the kernel now without a send that waits; zero or less means none.
    ///
    /// The C library has no time limit for sending, so nothing is sent unless the kernel has room for it. Half of the
    /// buffer is the kernel's own bookkeeping.
    func sendingRoom() -> Int {
        let waiting = Int(tierline_unacknowledged_bytes(descriptor))
        return waiting < 0 ? 0 : sendBuffer / 4 - waiting
    }

    /// Collects the small frames of a burst into full packets; `false` sends what was collected.
    func cork(_ isOn: Bool) {
        _ = tierline_set_cork(descriptor, isOn ? 1 : 0)
    }

    /// Sends the frames that announce a message; ``sendFragment(of:from:)`` must follow until the body is complete.
    func sendStart(of outgoing: OutgoingMessage) throws(AMQPError) {
        defer { arena.reset() }
        var method = unsafe amqp_basic_publish_t()
        unsafe method.exchange = arena.bytes(outgoing.exchange)
        unsafe method.routing_key = arena.bytes(outgoing.routingKey)
        unsafe method.mandatory = 1
        unsafe try check("basic.publish") { unsafe amqp_send_method($0, channel, AMQP_BASIC_PUBLISH_METHOD, &method) }

        var properties = unsafe arena.properties(of: outgoing.message)
        unsafe try check("basic.publish") { state in
            unsafe withUnsafeMutablePointer(to: &properties) { pointer in
                var frame = unsafe amqp_frame_t()
                unsafe frame.frame_type = UInt8(AMQP_FRAME_HEADER)
                unsafe frame.channel = channel
                unsafe frame.payload.properties.class_id = UInt16(AMQP_BASIC_CLASS)
                unsafe frame.payload.properties.body_size = UInt64(outgoing.message.body.count)
                unsafe frame.payload.properties.decoded = UnsafeMutableRawPointer(pointer)
                return unsafe amqp_send_frame(state, &frame)
            }
        }
    }

    /// Sends one frame of the body.
    ///
    /// - Returns: the offset of what remains to be sent.
    func sendFragment(of body: [UInt8], from offset: Int) throws(AMQPError) -> Int {
        let end = min(offset + fragmentSize, body.count)
        unsafe try check("basic.publish") { state in
            unsafe body.withUnsafeBytes { bytes in
                let fragment = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset..<end])
                var frame = unsafe amqp_frame_t()
                unsafe frame.frame_type = UInt8(AMQP_FRAME_BODY)
                unsafe frame.channel = channel
                unsafe frame.payload.body_fragment = amqp_bytes_t(
                    len: fragment.count,
                    bytes: UnsafeMutableRawPointer(mutating: fragment.baseAddress)
                )
                return unsafe amqp_send_frame(state, &frame)
            }
        }
        return end
    }
}
