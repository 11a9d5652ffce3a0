/// Puts one channel's messages together from their method, header and body frames.
///
/// A frame out of order throws, as whatever follows could not be trusted.
struct ContentAssembler {
    enum Start {
        case deliver(DeliverMethod)
        case `return`(ReturnMethod)
    }

    private enum State {
        case idle
        case awaitingHeader(Start)
        case awaitingBody(Start, Message, missing: UInt64)
    }

    private var state = State.idle

    /// Whether a message has begun and is not complete.
    var isWithinMessage: Bool {
        if case .idle = state { false } else { true }
    }

    mutating func begin(_ start: Start) throws(AMQPError) {
        guard case .idle = state else { throw ContentAssembler.violation("a method within a message") }
        state = .awaitingHeader(start)
    }

    /// Takes the header frame, which is the last one of a message without a body.
    mutating func header(_ message: Message, bodySize: UInt64) throws(AMQPError) -> BrokerEvent? {
        guard case .awaitingHeader(let start) = state else { throw ContentAssembler.violation("a stray header frame") }
        guard bodySize > 0 else {
            state = .idle
            return ContentAssembler.event(start, message)
        }
        var message = message
        message.body.reserveCapacity(Int(min(bodySize, 16 << 20)))  // a lie about the size costs no more than this
        state = .awaitingBody(start, message, missing: bodySize)
        return nil
    }

    mutating func body(_ fragment: UnsafeRawBufferPointer) throws(AMQPError) -> BrokerEvent? {
        guard case .awaitingBody(let start, var message, let missing) = state else {
            throw ContentAssembler.violation("a stray body frame")
        }
        let count = UInt64(fragment.count)
        guard count <= missing else { throw ContentAssembler.violation("a body longer than announced") }
        state = .idle  // so that the body has one owner and grows in place
        unsafe message.body.append(contentsOf: fragment)
        guard count == missing else {
            state = .awaitingBody(start, message, missing: missing - count)
            return nil
        }
        return ContentAssembler.event(start, message)
    }

    private static func event(_ start: Start, _ message: Message) -> BrokerEvent {
        switch start {
        case .deliver(let method): .delivered(method, message)
        case .return(let method): .returned(method, message)
        }
    }

    private static func violation(_ what: String) -> AMQPError {
        AMQPError(
            .connectionLost,
            operation: "read",
            message: "the broker sent \(what); the connection is made anew",
            isTransient: true
        )
    }
}
