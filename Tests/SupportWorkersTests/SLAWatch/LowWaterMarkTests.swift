import Foundation
import Testing

@testable import SupportWorkers

struct LowWaterMarkTests {
    private let now = Date(timeIntervalSince1970: 1_767_985_200)
    private let begin = ContinuousClock.now

    private func look(
        from start: Date? = nil,
        after seconds: TimeInterval = 0,
        taking duration: Duration = .milliseconds(1),
        upTo reached: Date? = nil
    ) -> LowWaterMark.Look {
        LowWaterMark.Look(
            start: start,
            now: now + seconds,
            duration: duration,
            reached: reached ?? now + seconds
        )
    }

    @Test func `the first look is a sweep, and the next begins at a distance behind it`() {
        var mark = LowWaterMark(distance: 30)
        let first = mark.start(at: begin)
        mark.learn(from: look(), at: begin)

        #expect(first == nil)
        #expect(mark.start(at: begin) == now - 30)
    }

    @Test func `the mark follows the time, and never passes what was left`() {
        var mark = LowWaterMark(distance: 30)
        mark.learn(from: look(), at: begin)
        mark.learn(from: look(from: now - 30, after: 100), at: begin)
        let afterNothingWasLeft = mark.start(at: begin)
        mark.learn(from: look(from: now + 70, after: 200, upTo: now + 75), at: begin)
        let afterOneWasLeft = mark.start(at: begin)
        mark.learn(from: look(from: now + 75, after: 300, upTo: now + 72), at: begin)

        #expect(afterNothingWasLeft == now + 70)
        #expect(afterOneWasLeft == now + 75)
        #expect(mark.start(at: begin) == now + 75, "it does not go back")
    }

    @Test func `a backlog is passed as it is worked off`() {
        var mark = LowWaterMark(distance: 30)
        mark.learn(from: look(upTo: now - 7200), at: begin)
        let first = mark.start(at: begin)
        mark.learn(from: look(from: now - 7200, upTo: now - 3600), at: begin)

        #expect(first == now - 7200)
        #expect(mark.start(at: begin) == now - 3600)
    }

    @Test(arguments: [
        (duration: Duration.microseconds(500), interval: Duration.milliseconds(100)),
        (.milliseconds(200), .seconds(40)), (.seconds(60), .seconds(600)),
    ])
    func `sweeps come as often as they are cheap, and are not put off for ever`(
        duration: Duration,
        interval: Duration
    ) {
        var mark = LowWaterMark(distance: 30)
        mark.learn(from: look(taking: duration), at: begin)

        #expect(mark.start(at: begin + interval - .milliseconds(1)) != nil)
        #expect(mark.start(at: begin + interval) == nil)
    }

    @Test func `a look from the mark, however long it takes, does not put the sweep off`() {
        var mark = LowWaterMark(distance: 30)
        mark.learn(from: look(), at: begin)
        mark.learn(from: look(from: now - 30, taking: .seconds(10)), at: begin)

        #expect(mark.start(at: begin + .milliseconds(200)) == nil)
    }

    @Test func `a clock that was moved back takes the mark with it`() {
        var mark = LowWaterMark(distance: 30)
        mark.learn(from: look(taking: .seconds(1)), at: begin)
        mark.learn(from: look(from: now - 30, after: -3600), at: begin)

        #expect(mark.start(at: begin) == now - 3630)
    }
}
