import Foundation
import SupportDomain

/// A random start with pauses, and what is asked about it.
struct RandomCase: CustomStringConvertible {
    typealias Request = (target: Target, warnings: [WarningThreshold])

    let start: Int
    let pauses: [Pause]
    /// When the elapsed time is asked for.
    let probe: Int
    /// A target in business time, and one in business days.
    let requests: [Request]

    var description: String { "start \(start), probe \(probe), pauses \(pauses)" }

    /// A case that starts within four days from `origin` on.
    init(from origin: Int, using random: inout SeededGenerator) {
        let days = Int.random(in: 0..<4, using: &random)
        // Every other start is nearly whole days from `origin`. Where that is some days before a clock change, the same
        // wall time some days later is in or near the gap or the fold.
        let isNearly = Bool.random(using: &random)
        let seconds = Int.random(in: isNearly ? -7200..<7200 : 0..<86_400, using: &random)
        let start = Self.perhapsRounded(origin + days * 86_400 + seconds, using: &random)
        self.start = start
        pauses = Self.pauses(after: start, using: &random)
        probe = start + Int.random(in: 0..<(5 * 86_400), using: &random)
        requests = [Self.businessTime(using: &random), Self.businessDays(using: &random)]
    }

    private static func pauses(after start: Int, using random: inout SeededGenerator) -> [Pause] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            let some = start + Int.random(in: -20_000..<200_000, using: &random)
            let since = perhapsRounded(some, using: &random)
            let later = since + Int.random(in: 1..<90_000, using: &random)
            let until = max(since + 1, perhapsRounded(later, using: &random))
            let isOpen = Int.random(in: 0..<12, using: &random) == 0
            return Pause(
                since: Date(wholeSeconds: since),
                until: isOpen ? nil : Date(wholeSeconds: until),
                reason: .customer
            )
        }
    }

    private static func businessTime(using random: inout SeededGenerator) -> Request {
        let some = Int.random(in: 1...(6 * 3600), using: &random)
        let seconds = max(1, perhapsRounded(some, using: &random))
        let percent = WarningThreshold.percent(Int.random(in: 1...99, using: &random))
        // Now and then longer than the target itself.
        let before = WarningThreshold.secondsBefore(Int.random(in: 1...(seconds + 3600), using: &random))
        let isRange = Int.random(in: 0..<4, using: &random) == 0
        let goal = Target((seconds + 1) / 2, .businessTime)
        return (Target(seconds, .businessTime), [percent, isRange ? .after(goal) : before])
    }

    private static func businessDays(using random: inout SeededGenerator) -> Request {
        let count = must([0, 1, 1, 1, 2, 2, 3, 5].randomElement(using: &random))
        let endsWithDay = Bool.random(using: &random)
        let percent = WarningThreshold.percent(Int.random(in: 1...99, using: &random))
        let before = WarningThreshold.secondsBefore(Int.random(in: 1...150_000, using: &random))
        let isRange = count > 0 && Int.random(in: 0..<4, using: &random) == 0
        // On the day of the start itself there is only its end.
        func target(_ count: Int) -> Target {
            .businessDays(count, count == 0 || endsWithDay ? .endOfDay : .sameWallTime)
        }
        return (target(count), [percent, isRange ? .after(target(count - 1)) : before])
    }

    /// Every other moment on a quarter hour, because that is where calendars open and close.
    private static func perhapsRounded(_ second: Int, using random: inout SeededGenerator) -> Int {
        Bool.random(using: &random) ? second / 900 * 900 : second
    }
}
