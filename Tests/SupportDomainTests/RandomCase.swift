import Foundation
import SupportDomain

/// A random start with pauses, and what is asked about it.
struct RandomCase: CustomStringConvertible {
    typealias Request = (target: Target, warnings: [WarningThreshold])

    let start: Int
    let pauses: [Pause]
    /// When the elapsed time and an explanation are asked for; now and then before the start.
    let probe: Int
    /// A target in business time, one in business days, and one in real time.
    let requests: [Request]

    var description: String { "start \(start), probe \(probe), pauses \(pauses)" }

    init(_ scale: Scale, from origin: Int, on clock: WallClock, using random: inout SeededGenerator) {
        let days = Int.random(in: 0..<scale.startDays, using: &random)
        // Every other start is nearly whole days from `origin`. Where that is some days before a clock change, the same
        // wall time some days later is in or near the gap or the fold.
        let isNearly = Bool.random(using: &random)
        let seconds = Int.random(in: isNearly ? -7200..<7200 : 0..<86_400, using: &random)
        let some = origin + days * 86_400 + seconds
        let start = Self.perhapsMoved(some, scale, on: clock, using: &random)
        self.start = start
        pauses = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            Self.pause(after: start, scale, on: clock, using: &random)
        }
        let later = start + Int.random(in: scale.probes, using: &random)
        probe = Self.perhapsMoved(later, scale, on: clock, using: &random)
        requests = [
            Self.seconds(scale.businessTime, .businessTime, using: &random),
            Self.businessDays(scale, using: &random),
            Self.seconds(scale.realTime, .realTime, using: &random),
        ]
    }

    private static func pause(
        after start: Int,
        _ scale: Scale,
        on clock: WallClock,
        using random: inout SeededGenerator
    ) -> Pause {
        let some = start + Int.random(in: scale.pauses, using: &random)
        let since = perhapsMoved(some, scale, on: clock, using: &random)
        let lengths = must(scale.pauseLengths.randomElement(using: &random))
        let later = since + Int.random(in: lengths, using: &random)
        let until = max(since + 1, perhapsMoved(later, scale, on: clock, using: &random))
        let isOpen = Int.random(in: 0..<12, using: &random) == 0
        return Pause(
            since: Date(wholeSeconds: since),
            until: isOpen ? nil : Date(wholeSeconds: until),
            reason: .customer
        )
    }

    private static func seconds(
        _ amounts: ClosedRange<Int>,
        _ unit: Target.Unit,
        using random: inout SeededGenerator
    ) -> Request {
        let some = Int.random(in: amounts, using: &random)
        let isRounded = Bool.random(using: &random)
        let seconds = isRounded ? max(1, some / 900 * 900) : some
        let percent = WarningThreshold.percent(Int.random(in: 1...99, using: &random))
        // Now and then longer than the target itself.
        let before = WarningThreshold.secondsBefore(Int.random(in: 1...(seconds + 3600), using: &random))
        let isRange = Int.random(in: 0..<4, using: &random) == 0
        let goal = Target((seconds + 1) / 2, unit)
        return (Target(seconds, unit), [percent, isRange ? .after(goal) : before])
    }

    private static func businessDays(_ scale: Scale, using random: inout SeededGenerator) -> Request {
        let count = must(scale.businessDays.randomElement(using: &random))
        let endsWithDay = Bool.random(using: &random)
        let percent = WarningThreshold.percent(Int.random(in: 1...99, using: &random))
        let before = WarningThreshold.secondsBefore(Int.random(in: scale.warnings, using: &random))
        let isRange = count > 0 && Int.random(in: 0..<4, using: &random) == 0
        // On the day of the start itself there is only its end.
        func target(_ count: Int) -> Target {
            .businessDays(count, count == 0 || endsWithDay ? .endOfDay : .sameWallTime)
        }
        return (target(count), [percent, isRange ? .after(target(count - 1)) : before])
    }

    /// Some moments where their date begins, and half of the others on a quarter hour, because that is where calendars
    /// open and close.
    private static func perhapsMoved(
        _ second: Int,
        _ scale: Scale,
        on clock: WallClock,
        using random: inout SeededGenerator
    ) -> Int {
        if Int.random(in: 0..<8, using: &random) < scale.midnights { return clock.beginning(ofDateAt: second) }
        return Bool.random(using: &random) ? second / 900 * 900 : second
    }
}
