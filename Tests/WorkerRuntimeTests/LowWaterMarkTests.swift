import Foundation
import Testing
import WorkerRuntime

struct LowWaterMarkTests {
    private let now = Date(timeIntervalSince1970: 1_767_985_200)
    private let begin = ContinuousClock.now

    /// A mark whose first look, from the very beginning, and second, from afar, took a second each.
    private func mark(upTo reached: Date? = nil) -> LowWaterMark {
        var mark = LowWaterMark(distance: 30, nearness: 2)
        for _ in 0..<2 {
            let start = mark.start(at: begin)
            mark.learn(from: start, now: now, reached: reached ?? now, taking: .seconds(1), at: begin)
        }
        return mark
    }

    @Test func `the first look begins at the very beginning, the second far back, and the next ones near now`() {
        var mark = LowWaterMark(distance: 30, nearness: 2)
        var starts: [Date?] = []
        for second in 0..<4 {
            let start = mark.start(at: begin)
            starts.append(start.date)
            let time = now + TimeInterval(second)
            mark.learn(from: start, now: time, reached: time, taking: .seconds(1), at: begin)
        }

        #expect(starts == [nil, now - 30, now + 1 - 2, now + 2 - 2])
    }

    @Test func `what was left stays ahead of the mark`() {
        var mark = mark()
        mark.learn(from: mark.start(at: begin), now: now + 100, reached: now - 1, taking: .zero, at: begin)

        #expect(mark.start(at: begin).date == now - 1)
    }

    @Test func `a backlog is passed as it is worked off`() {
        #expect(mark(upTo: now - 7200).start(at: begin).date == now - 7200)
    }

    @Test(arguments: [
        (duration: Duration.microseconds(20), far: Duration.milliseconds(20), sweep: Duration.milliseconds(100)),
        (.milliseconds(8), .seconds(8), .seconds(40)), (.seconds(60), .seconds(30), .seconds(600)),
    ])
    func `looks from farther back come as often as they are cheap, and are not put off for ever`(
        duration: Duration,
        far: Duration,
        sweep: Duration
    ) {
        var sweeping = LowWaterMark(distance: 30)
        sweeping.learn(from: sweeping.start(at: begin), now: now, reached: now, taking: duration, at: begin)
        var reaching = sweeping
        reaching.learn(from: reaching.start(at: begin), now: now, reached: now, taking: duration, at: begin)

        #expect(sweeping.start(at: begin + sweep - .milliseconds(1)).date != nil)
        #expect(sweeping.start(at: begin + sweep).date == nil)
        #expect(reaching.start(at: begin + far - .milliseconds(1)).date == now - 2)
        #expect(reaching.start(at: begin + far).date == now - 30)
    }

    @Test func `a look from near now, however long it takes, puts nothing off`() {
        var mark = mark()
        mark.learn(from: mark.start(at: begin), now: now, reached: now, taking: .seconds(10), at: begin)

        #expect(mark.start(at: begin + .seconds(600)).date == nil)
    }

    @Test func `a clock that was moved back takes the mark with it`() {
        var mark = mark()
        mark.learn(from: mark.start(at: begin), now: now - 3600, reached: now - 3600, taking: .zero, at: begin)

        #expect(mark.start(at: begin).date == now - 3602)
    }
}
