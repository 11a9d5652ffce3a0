import Testing

@testable import AMQP

struct WindDownTests {
    private let start = ContinuousClock.now

    private func windDown(lastDelivery: Duration? = nil) -> WindDown {
        WindDown(prefetch: 10, lastDelivery: lastDelivery.map { start + $0 }, at: start)
    }

    private func answer(_ windDown: inout WindDown, ready: Int, after delay: Duration = .zero) {
        windDown.asked()
        windDown.answered(ready: ready, at: start + delay)
    }

    @Test func `a consumer that has all its prefetch allows gets nothing more`() {
        #expect(windDown().next(unsettled: 10, at: start) == .cancel)
        #expect(windDown().next(unsettled: 9, at: start) == .ask)
    }

    @Test func `an idle queue that is empty twice in a row has nothing on its way`() {
        var windDown = windDown()
        answer(&windDown, ready: 0)
        #expect(windDown.next(unsettled: 0, at: start) == .ask)
        answer(&windDown, ready: 0)
        #expect(windDown.next(unsettled: 0, at: start) == .cancel)
    }

    @Test func `a delivery between two answers makes them ask again`() {
        var windDown = windDown()
        answer(&windDown, ready: 0)
        windDown.delivered(at: start)
        answer(&windDown, ready: 0)
        #expect(windDown.next(unsettled: 1, at: start + WindDown.silence) == .ask)
    }

    @Test func `messages that wait are waited for`() {
        var windDown = windDown()
        answer(&windDown, ready: 0)
        answer(&windDown, ready: 3)
        answer(&windDown, ready: 0)
        #expect(windDown.next(unsettled: 5, at: start) == .ask)
    }

    @Test func `a queue that was busy a moment ago has to be silent for a while`() {
        var windDown = windDown(lastDelivery: .milliseconds(-100))
        answer(&windDown, ready: 0)
        answer(&windDown, ready: 0)
        #expect(windDown.next(unsettled: 5, at: start) != .cancel)
        #expect(windDown.next(unsettled: 5, at: start + .milliseconds(150)) == .cancel)
    }

    @Test func `a broker that does not answer is waited for until the limit`() {
        var windDown = windDown()
        windDown.asked()
        #expect(windDown.next(unsettled: 5, at: start) == .wait(until: start + WindDown.limit))
        #expect(windDown.next(unsettled: 5, at: start + WindDown.limit) == .cancel)
    }
}
