import Testing

@testable import AMQP

struct ContentAssemblerTests {
    private let start = ContentAssembler.Start.deliver(
        DeliverMethod(tag: 1, isRedelivered: false, exchange: "e", routingKey: "k")
    )

    private func feed(_ bytes: [UInt8], to assembler: inout ContentAssembler) throws(AMQPError) -> BrokerEvent? {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { unsafe copy.deallocate() }
        unsafe copy.copyBytes(from: bytes)
        return unsafe try assembler.body(UnsafeRawBufferPointer(copy))
    }

    @Test func `a body in pieces becomes one message`() throws {
        var assembler = ContentAssembler()
        try assembler.begin(start)
        #expect(try assembler.header(Message(body: []), bodySize: 5) == nil)
        #expect(try feed([1, 2], to: &assembler) == nil)
        #expect(assembler.isWithinMessage)
        guard case .delivered(let method, let message)? = try feed([3, 4, 5], to: &assembler) else {
            Issue.record("no message")
            return
        }

        #expect(method.tag == 1)
        #expect(message.body == [1, 2, 3, 4, 5])
        #expect(!assembler.isWithinMessage)
    }

    @Test func `a message without a body is complete with its header`() throws {
        var assembler = ContentAssembler()
        try assembler.begin(start)

        #expect(try assembler.header(Message(body: []), bodySize: 0) != nil)
        #expect(!assembler.isWithinMessage)
    }

    @Test func `frames out of order are an error that a new connection mends`() throws {
        var stray = ContentAssembler()
        var twice = ContentAssembler()
        try twice.begin(start)
        var long = twice
        _ = try long.header(Message(body: []), bodySize: 1)

        #expect(throws: AMQPError.self) { try stray.header(Message(body: []), bodySize: 1) }
        #expect(throws: AMQPError.self) { try feed([1], to: &stray) }
        #expect(throws: AMQPError.self) { try twice.begin(start) }
        let error = #expect(throws: AMQPError.self) { try feed([1, 2], to: &long) }
        #expect(error?.isTransient == true)
    }
}
