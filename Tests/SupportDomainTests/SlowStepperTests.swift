import Foundation
@testable import SupportDomain
import Testing

/// Business time against an independent solver that walks wall-clock time minute by minute.
///
/// Each failure names its seed; `TIERLINE_STEPPER_SEED=17` runs that one, in every zone, and no other.
struct SlowStepperTests {
    /// Zones with clock changes of an hour, of half an hour, of two, at midnight, with inverted summer time, and none.
    static let zones = [
        "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe", "America/Sao_Paulo", "America/Havana",
        "Africa/Cairo", "Europe/Dublin", "Africa/Casablanca", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia",
        "Asia/Tehran", "America/Asuncion", "Pacific/Chatham", "Antarctica/Troll", "Asia/Gaza", "America/New_York",
        "Asia/Beirut", "Australia/Sydney", "UTC",
    ]
    private static let casesPerZone = 1050
    private static let onlySeed = ProcessInfo.processInfo.environment["TIERLINE_STEPPER_SEED"].flatMap { UInt64($0) }

    @Test func `that makes twenty thousand cases`() {
        #expect(Self.zones.count * Self.casesPerZone >= 20_000)
    }

    @Test(arguments: zones)
    func `due times and elapsed time agree with walking minute by minute`(name: String) async throws {
        let zone = try #require(Zone(name))
        let foundation = try #require(TimeZone(identifier: name))
        var compared = 0
        var seed = Self.onlySeed ?? 1
        while compared < Self.casesPerZone {
            compared += try compare(name, zone, foundation, seed: seed)
            if Self.onlySeed != nil { break }
            seed += 1
            await Task.yield()  // others run on these threads, too, and some of them have deadlines
        }
    }

    /// Compares calendars and starts within two weeks, and answers how many cases could be.
    private func compare(_ name: String, _ zone: Zone, _ foundation: TimeZone, seed: UInt64) throws -> Int {
        // Each zone has cases of its own.
        var random = SeededGenerator(seed: name.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
        // Two of three lie around a clock change, where there is one.
        let change = zone.transitions.filter { $0 > 1_200_000_000 && $0 < 1_900_000_000 }.randomElement(using: &random)
        let anywhere = Int.random(in: 1_200_000_000..<1_900_000_000, using: &random)
        let origin = (seed.isMultiple(of: 3) ? nil : change).map { $0 - 3 * 86_400 } ?? anywhere
        let clock = WallClock(of: foundation, from: origin - 3 * 86_400)
        var compared = 0
        for _ in 0..<5 {
            let calendar = try RandomCalendar(zone: zone, around: origin, using: &random)
            let stepper = SlowStepper(calendar, on: clock)
            for _ in 0..<10 {
                let start = origin + Int.random(in: 0..<(4 * 86_400), using: &random)
                let budget = Int.random(in: 1...(6 * 3600), using: &random)
                let pauses = Self.pauses(after: start, using: &random)
                let probe = start + Int.random(in: 0..<(5 * 86_400), using: &random)
                guard let stepped = stepper.solve(start: start, budget: budget, pauses: pauses, probe: probe) else {
                    continue
                }
                let countdown = Countdown(
                    from: Date(wholeSeconds: start),
                    target: Target(budget, .businessTime),
                    calendar: calendar.calendar,
                    pauses: pauses
                )
                let due = countdown.due?.wholeSeconds
                let elapsed = countdown.elapsed(to: Date(wholeSeconds: probe))
                compared += 1
                guard due != stepped.due || elapsed != stepped.elapsed else { continue }
                Issue.record(
                    """
                    seed \(seed), \(name): due \(due ?? 0), walked \(stepped.due ?? 0); elapsed \(elapsed), walked \
                    \(stepped.elapsed). Start \(start), budget \(budget), probe \(probe), pauses \(pauses), \(calendar)
                    """
                )
            }
        }
        return compared
    }

    private static func pauses(after start: Int, using random: inout SeededGenerator) -> [Pause] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            let since = start + Int.random(in: -20_000..<200_000, using: &random)
            let until = since + Int.random(in: 1..<90_000, using: &random)
            let isOpen = Int.random(in: 0..<12, using: &random) == 0
            return Pause(
                since: Date(wholeSeconds: since),
                until: isOpen ? nil : Date(wholeSeconds: until),
                reason: .customer
            )
        }
    }
}
