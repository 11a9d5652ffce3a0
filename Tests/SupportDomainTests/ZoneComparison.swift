import Foundation
@testable import SupportDomain
import Testing

/// Holds the code under test to what the stepper finds in random cases of one zone, and counts them.
struct ZoneComparison {
    private let name: String
    private let zone: Zone
    private let foundation: TimeZone
    private let scale: Scale
    private var businessTime = 0
    private var businessDays = 0
    private var realTime = 0

    init(of scale: Scale, in name: String) throws {
        self.name = name
        self.scale = scale
        zone = try #require(Zone(name))
        foundation = try #require(TimeZone(identifier: name))
    }

    /// How many cases of each kind of target could be compared, at least.
    var fewest: Int { min(businessTime, businessDays, realTime) }

    /// Compares cases on one stretch of wall-clock time.
    mutating func compare(seed: UInt64) async throws {
        // Each zone has cases of its own.
        var random = SeededGenerator(seed: name.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
        // Two of three lie around a clock change, where there is one.
        let change = zone.transitions.filter { $0 > 1_200_000_000 && $0 < 1_900_000_000 }.randomElement(using: &random)
        let anywhere = Int.random(in: 1_200_000_000..<1_900_000_000, using: &random)
        let days = Int.random(in: scale.daysBeforeChange, using: &random)
        let origin = (seed.isMultiple(of: 3) ? nil : change).map { $0 - days * 86_400 } ?? anywhere
        let clock = WallClock(of: foundation, from: origin - 3 * 86_400, days: scale.days)
        for _ in 0..<scale.calendars {
            let calendar = try RandomCalendar(scale, zone: zone, from: origin, using: &random)
            let policy = Policy.sample(hours: calendar.calendar, escalation: .none)
            let stepper = SlowStepper(calendar, on: clock)
            for _ in 0..<scale.cases {
                let example = RandomCase(scale, from: origin, on: clock, using: &random)
                for request in example.requests {
                    guard let walked = stepper.answer(to: request, in: example) else { continue }
                    count(request.target.unit)
                    let found = Answer(to: request, in: example, calendar: calendar.calendar, policy: policy)
                    guard found != walked else { continue }
                    Issue.record(
                        """
                        seed \(seed), \(name), \(request.target), \(request.warnings): \
                        \(found.differences(from: walked)). \(example), \(calendar)
                        """
                    )
                }
            }
            await Task.yield()  // others run on these threads, too, and some of them have deadlines
        }
    }

    private mutating func count(_ unit: Target.Unit) {
        switch unit {
        case .businessTime: businessTime += 1
        case .businessDays: businessDays += 1
        case .realTime: realTime += 1
        }
    }
}
