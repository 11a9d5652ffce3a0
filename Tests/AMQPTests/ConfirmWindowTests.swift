import Testing

@testable import AMQP

struct ConfirmWindowTests {
    private let start = ContinuousClock.now

    private func batch(_ texts: [String]) -> PendingBatch {
        PendingBatch(texts.map { .letter($0) }, at: start) { _ in }
    }

    private func settled(_ window: inout ConfirmWindow, _ number: UInt64, multiple: Bool) -> [Int] {
        var indexes: [Int] = []
        window.settle(number, multiple: multiple) { indexes.append($0.index) }
        return indexes
    }

    private func window(of count: Int) -> ConfirmWindow {
        var window = ConfirmWindow()
        let batch = batch((0..<count).map(String.init))
        for index in 0..<count { window.add(batch, index, at: start) }
        return window
    }

    @Test func `a single confirm settles one message and one for all settles those before it`() {
        var window = window(of: 5)

        #expect(settled(&window, 2, multiple: false) == [1])
        #expect(settled(&window, 4, multiple: true) == [0, 2, 3])
        #expect(settled(&window, 5, multiple: false) == [4])
        #expect(window.isEmpty)
    }

    @Test(arguments: [(UInt64(3), false), (3, true), (9, false), (0, false)])
    func `a number that is settled, unknown or zero settles nothing`(number: UInt64, multiple: Bool) {
        var window = window(of: 4)
        _ = settled(&window, 3, multiple: true)

        #expect(settled(&window, number, multiple: multiple).isEmpty)
        #expect(!window.isEmpty)
    }

    @Test func `zero for all settles everything`() {
        var window = window(of: 3)

        #expect(settled(&window, 0, multiple: true) == [0, 1, 2])
    }

    @Test func `there is room for a thousand messages`() {
        var window = window(of: 1_000)
        #expect(!window.hasRoom(for: .letter("x")))

        _ = settled(&window, 500, multiple: false)
        #expect(!window.hasRoom(for: .letter("x")))  // the oldest still holds the window's start

        _ = settled(&window, 1, multiple: false)
        #expect(window.hasRoom(for: .letter("x")))
    }

    @Test func `there is room for four megabytes, and for one larger message alone`() {
        var window = ConfirmWindow()
        let body = [UInt8](repeating: 0, count: 5 << 20)
        let huge = OutgoingMessage(exchange: "", routingKey: "", message: Message(body: body))
        #expect(window.hasRoom(for: huge))

        window.add(PendingBatch([huge], at: start) { _ in }, 0, at: start)
        #expect(!window.hasRoom(for: .letter("x")))

        _ = settled(&window, 1, multiple: false)
        #expect(window.hasRoom(for: huge))
    }

    @Test func `only what was sent before the limit runs out`() {
        var window = ConfirmWindow()
        let batch = batch(["a", "b", "c"])
        for index in 0..<3 { window.add(batch, index, at: start + .seconds(index)) }
        var indexes: [Int] = []
        window.settle(sentBefore: start + .seconds(1)) { indexes.append($0.index) }

        #expect(indexes == [0, 1])
        #expect(window.oldestSentAt == start + .seconds(2))
        #expect(settled(&window, 3, multiple: true) == [2])
    }

    @Test func `a new channel counts from one again`() {
        var window = window(of: 7)
        var count = 0
        window.settleAll { _ in count += 1 }
        window.add(batch(["new"]), 0, at: start)

        #expect(count == 7)
        #expect(settled(&window, 1, multiple: false) == [0])
    }

    @Test func `the window goes round its ring many times`() {
        var window = ConfirmWindow()
        let batch = batch(["a"])
        for number in 1...5_000 as ClosedRange<UInt64> {
            window.add(batch, 0, at: start)
            #expect(settled(&window, number, multiple: number.isMultiple(of: 2)) == [0])
        }
    }
}
