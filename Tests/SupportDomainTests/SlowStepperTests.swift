import Foundation
@testable import SupportDomain
import Testing

/// Business time and business days against an independent solver that walks wall-clock time minute by minute.
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
    /// For business time and for business days, each.
    private static let casesPerZone = 1050
    private static let onlySeed = ProcessInfo.processInfo.environment["TIERLINE_STEPPER_SEED"].flatMap { UInt64($0) }

    @Test func `that makes twenty thousand cases of business time and as many of business days`() {
        #expect(Self.zones.count * Self.casesPerZone >= 20_000)
    }

    @Test(arguments: zones)
    func `due times, warnings and elapsed time agree with walking minute by minute`(name: String) async throws {
        let zone = try #require(Zone(name))
        let foundation = try #require(TimeZone(identifier: name))
        var compared = Compared()
        var seed = Self.onlySeed ?? 1
        while min(compared.businessTime, compared.businessDays) < Self.casesPerZone {
            try compare(name, zone, foundation, seed: seed, counting: &compared)
            if Self.onlySeed != nil { break }
            seed += 1
            await Task.yield()  // others run on these threads, too, and some of them have deadlines
        }
    }

    /// How many cases could be compared, by what their target counts.
    private struct Compared {
        var businessTime = 0
        var businessDays = 0
    }

    /// Compares calendars and starts within two weeks.
    private func compare(
        _ name: String,
        _ zone: Zone,
        _ foundation: TimeZone,
        seed: UInt64,
        counting compared: inout Compared
    ) throws {
        // Each zone has cases of its own.
        var random = SeededGenerator(seed: name.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
        // Two of three lie around a clock change, where there is one.
        let change = zone.transitions.filter { $0 > 1_200_000_000 && $0 < 1_900_000_000 }.randomElement(using: &random)
        let anywhere = Int.random(in: 1_200_000_000..<1_900_000_000, using: &random)
        let origin = (seed.isMultiple(of: 3) ? nil : change).map { $0 - 3 * 86_400 } ?? anywhere
        let clock = WallClock(of: foundation, from: origin - 3 * 86_400)
        for _ in 0..<5 {
            let calendar = try RandomCalendar(zone: zone, around: origin, using: &random)
            let policy = Policy.sample(hours: calendar.calendar, escalation: .none)
            let stepper = SlowStepper(calendar, on: clock)
            for _ in 0..<10 {
                let example = RandomCase(from: origin, using: &random)
                for request in example.requests {
                    guard let walked = stepper.answer(to: request, in: example) else { continue }
                    let found = Answer(to: request, in: example, calendar: calendar.calendar, policy: policy)
                    if request.target.unit == .businessTime {
                        compared.businessTime += 1
                    } else {
                        compared.businessDays += 1
                    }
                    guard found != walked else { continue }
                    Issue.record(
                        """
                        seed \(seed), \(name), \(request.target), \(request.warnings): found \(found), \
                        walked \(walked). \(example), \(calendar)
                        """
                    )
                }
            }
        }
    }
}
