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

    @Test func `who looks from near now leaves looking farther back to others, but for the very first time`() {
        var mark = LowWaterMark(distance: 30)
        #expect(!mark.hasLooked)
        #expect(mark.nearStart().date == nil)
        mark.learn(from: mark.nearStart(), now: now, reached: now, taking: .seconds(1), at: begin)
        let far = mark.farStart(at: begin)
        #expect(mark.hasLooked)
        #expect(mark.nearStart().date == now - 2)
        #expect(far != nil)

        if let far { mark.learn(from: far, now: now, reached: now, taking: .seconds(1), at: begin) }
        #expect(mark.farStart(at: begin + .seconds(1)) == nil)
        #expect(mark.nearStart().date == now - 2)
        mark.learn(from: mark.nearStart(), now: now, reached: now, leavingFrom: now - 3600, taking: .zero, at: begin)
        #expect(mark.nearStart().date == now - 3600, "what was left is not farther back than it looks")
    }

    @Test func `what was left stays ahead of the mark`() {
        var mark = mark()
        mark.learn(from: mark.start(at: begin), now: now + 100, reached: now - 1, taking: .zero, at: begin)

        #expect(mark.start(at: begin).date == now - 1)
    }

    @Test func `what one look left is looked at again, however far another one comes meanwhile`() {
        var mark = mark()
        let (first, second) = (mark.start(at: begin), mark.start(at: begin))
        let later = now + 100
        mark.learn(from: first, now: later, reached: later, leavingFrom: now - 1, taking: .zero, at: begin)
        mark.learn(from: second, now: later, reached: later, taking: .zero, at: begin)
        let again = mark.start(at: begin)
        mark.learn(from: again, now: later, reached: later, taking: .zero, at: begin)

        #expect(again.date == now - 1)
        #expect(mark.start(at: begin).date == later - 2)
    }

    @Test func `a look that failed is made again from where it began, whatever others reach meanwhile`() {
        var mark = mark(upTo: now - 7200)
        let (first, second) = (mark.start(at: begin), mark.start(at: begin))
        mark.learnOfFailure(from: first)
        mark.learn(from: second, now: now, reached: now, taking: .zero, at: begin)

        #expect(first.date == now - 7200)
        #expect(mark.start(at: begin).date == first.date)
    }

    @Test func `a look from the very beginning that failed is made again, though another one from there did not`() {
        var mark = mark()
        let (first, second) = (mark.start(at: begin + .seconds(600)), mark.start(at: begin + .seconds(600)))
        mark.learnOfFailure(from: first)
        mark.learn(from: second, now: now, reached: now, taking: .seconds(1), at: begin + .seconds(600))

        #expect(first.date == nil)
        #expect(second.date == nil)
        #expect(mark.start(at: begin + .seconds(600)).date == .distantPast)
    }

    @Test func `a full look from farther back is gone on with, though one from near now ended after it`() {
        var mark = mark()
        let (deep, near) = (mark.start(at: begin + .seconds(600)), mark.start(at: begin))
        mark.learn(from: deep, now: now, reached: now - 7200, taking: .seconds(1), at: begin + .seconds(600))
        mark.learn(from: near, now: now, reached: now, taking: .zero, at: begin + .seconds(600))

        #expect(mark.start(at: begin + .seconds(600)).date == now - 7200)
    }

    @Test func `a batch that is full settles what was left as far as it came`() {
        var mark = mark(upTo: now - 7200)
        mark.learnOfFailure(from: mark.start(at: begin))
        mark.learn(from: mark.start(at: begin), now: now, reached: now - 3600, taking: .zero, at: begin)
        let there = mark.start(at: begin)
        // Another one passes it from farther on.
        let farther = mark.nearStart(beyond: now - 60)
        mark.learn(from: farther, now: now, reached: now, taking: .zero, at: begin)

        #expect(there.date == now - 3600)
        #expect(farther.date == now - 60)
        #expect(mark.start(at: begin).date == now - 3600)
    }

    @Test func `however often something is left, the earliest of it is looked at until all is done`() {
        var mark = mark()
        for second in 1...20 {
            let start = mark.nearStart(beyond: now + TimeInterval(second))
            mark.learn(
                from: start,
                now: now + 100,
                reached: now + 100,
                leavingFrom: start.date,
                taking: .zero,
                at: begin
            )
        }
        let start = mark.start(at: begin)
        mark.learn(from: start, now: now + 100, reached: now + 100, taking: .zero, at: begin)

        #expect(start.date == now + 1)
        #expect(mark.start(at: begin).date == now + 98)
    }

    @Test func `a look that passes some of what is due where it begins settles none of that`() {
        var mark = mark()
        let first = mark.start(at: begin)
        mark.learn(from: first, now: now + 100, reached: now + 1, leavingFrom: now + 1, taking: .zero, at: begin)
        let passing = mark.nearStart(beyond: now + 1, passingSome: true)
        mark.learn(from: passing, now: now + 100, reached: now + 100, taking: .zero, at: begin)

        #expect(passing.date == now + 1)
        #expect(mark.start(at: begin).date == now + 1)
    }

    @Test func `a backlog is passed as it is worked off`() {
        #expect(mark(upTo: now - 7200).start(at: begin).date == now - 7200)
    }

    @Test(arguments: [
        (duration: Duration.microseconds(20), far: Duration.seconds(3), sweep: Duration.seconds(15)),
        (.milliseconds(8), .seconds(8), .seconds(40)), (.seconds(60), .seconds(30), .seconds(600)),
    ])
    func `looks from farther back come as often as they are cheap, but not all the time, and are not put off for ever`(
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
