import Foundation
@testable import SupportDomain
import Testing

/// Business time against an independent solver that walks wall-clock time minute by minute.
struct SlowStepperTests {
    /// Zones with clock changes of an hour, of half an hour, at midnight, with inverted summer time, and none.
    static let zones = [
        "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe", "America/Sao_Paulo", "America/Havana",
        "Africa/Cairo", "Europe/Dublin", "Africa/Casablanca", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia",
        "Asia/Tehran", "America/Asuncion", "UTC",
    ]

    @Test(arguments: zones)
    func `due times and elapsed time agree with walking minute by minute`(name: String) throws {
        var random = SeededGenerator(seed: UInt64(name.utf8.reduce(7) { ($0 * 31 + Int($1)) % 1_000_003 }))
        let zone = try #require(Zone(name))
        let foundation = try #require(TimeZone(identifier: name))
        let cases = 250

        for _ in 0..<(cases / 10) {
            let world = try World.random(zone: zone, using: &random)
            let stepper = SlowStepper(world: world, zone: foundation)
            for _ in 0..<10 {
                let start = world.origin + Int.random(in: 0..<(4 * 86_400), using: &random)
                let budget = Int.random(in: 1...(6 * 3600), using: &random)
                let pauses = World.pauses(after: start, using: &random)
                let countdown = Countdown(
                    from: Date(wholeSeconds: start),
                    target: Target(budget, .businessTime),
                    calendar: world.calendar,
                    pauses: pauses
                )
                let probe = start + Int.random(in: 0..<(5 * 86_400), using: &random)
                let stepped = stepper.solve(start: start, budget: budget, pauses: pauses, probe: probe)
                guard stepped.isWithinHorizon else { continue }

                let context = "\(name) \(world) start \(start) budget \(budget) pauses \(pauses)"
                #expect(countdown.due?.wholeSeconds == stepped.due, "\(context)")
                #expect(countdown.elapsed(to: Date(wholeSeconds: probe)) == stepped.elapsed, "\(context) to \(probe)")
            }
        }
    }
}

/// A random calendar, as plain data for the stepper and ready for use.
private struct World: CustomStringConvertible {
    let calendar: BusinessCalendar
    let weekly: [[OpenHours]]
    let special: [CivilDate: [OpenHours]]
    /// Where starts are drawn from: the second in UTC.
    let origin: Int

    var description: String { "\(weekly) \(special)" }

    static func random(zone: Zone, using random: inout SeededGenerator) throws -> World {
        // Half of the worlds lie around a clock change, where there is one.
        let transition = zone.transitions.filter { $0 > 1_200_000_000 && $0 < 1_900_000_000 }.randomElement(
            using: &random
        )
        let anywhere = Int.random(in: 1_200_000_000..<1_900_000_000, using: &random)
        let origin = (Bool.random(using: &random) ? transition : nil).map { $0 - 3 * 86_400 } ?? anywhere
        var weekly = (0..<7).map { _ in hours(using: &random) }
        if weekly.allSatisfy(\.isEmpty) { weekly[0] = [.wholeDay] }

        let today = BusinessCalendar.day(of: zone.local(origin))
        var special: [CivilDate: [OpenHours]] = [:]
        var holidays: [BusinessCalendar.Holiday] = []
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let date = CivilDate(dayNumber: today + Int.random(in: 0..<8, using: &random))
            holidays.append(.init(date: .on(date), name: "holiday"))
            special[date] = []
        }
        var specialHours: [BusinessCalendar.SpecialHours] = []
        if Bool.random(using: &random) {
            let date = CivilDate(dayNumber: today + Int.random(in: 0..<8, using: &random))
            special[date] = hours(using: &random)
            specialHours.append(.init(date: .on(date), name: "special", hours: special[date] ?? []))
        }
        let named = Dictionary(uniqueKeysWithValues: zip(Weekday.allCases, weekly))
        return World(
            calendar: try BusinessCalendar(
                name: "random",
                zone: zone,
                weekly: named,
                holidays: holidays,
                specialHours: specialHours
            ),
            weekly: weekly,
            special: special,
            origin: origin
        )
    }

    static func pauses(after start: Int, using random: inout SeededGenerator) -> [Pause] {
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

    /// On quarter hours, so that the stepper can walk by minutes; overlapping now and then.
    private static func hours(using random: inout SeededGenerator) -> [OpenHours] {
        (0..<must([0, 1, 1, 1, 2, 3].randomElement(using: &random))).compactMap { _ in
            if Int.random(in: 0..<5, using: &random) == 0 { return .wholeDay }
            let opens = Int.random(in: 0..<96, using: &random)
            let closes = Int.random(in: (opens + 1)...96, using: &random)
            return OpenHours(opens: opens * 900, closes: closes * 900)
        }
    }
}

/// Knows nothing of transitions: it asks Foundation what the wall clock shows at each minute.
private struct SlowStepper {
    private let first: Int
    /// For each minute from `first` on, whether it is open.
    private var open: [Bool]

    init(world: World, zone: TimeZone) {
        first = (world.origin - 3 * 86_400) / 60
        let minutes = first..<(first + 20 * 1440)
        let local = minutes.map { $0 * 60 + zone.secondsFromGMT(for: Date(wholeSeconds: $0 * 60)) }
        var open = Array(repeating: false, count: minutes.count)
        let dates = Set(local.map { BusinessCalendar.day(of: $0) }).sorted()
        // The span of minutes, first to last, of each date.
        var spans = Dictionary(uniqueKeysWithValues: dates.map { ($0, (first: Int.max, last: 0)) })
        for (index, shown) in local.enumerated() {
            let date = BusinessCalendar.day(of: shown)
            spans[date] = (min(must(spans[date]).first, index), index)
        }
        for date in dates.dropLast() {
            let span = must(spans[date])
            let next = must(dates.first { $0 > date }.flatMap { spans[$0] }).first
            let hours = world.special[CivilDate(dayNumber: date)] ?? world.weekly[Weekday(dayNumber: date).rawValue]
            for piece in hours {
                // Open at the first minute that shows the opening or later; closed after the last that shows less than
                // the closing, or, at 24:00, when the next date begins.
                let mine = (span.first...span.last).filter { BusinessCalendar.day(of: local[$0]) == date }
                guard let opens = mine.first(where: { local[$0] - date * 86_400 >= piece.opens }) else { continue }
                let last = mine.last { local[$0] - date * 86_400 < piece.closes }.map { $0 + 1 } ?? opens
                let closes = piece.closes == OpenHours.endOfDay ? next : last
                for index in opens..<max(opens, closes) { open[index] = true }
            }
        }
        self.open = open
    }

    func solve(start: Int, budget: Int, pauses: [Pause], probe: Int) -> (due: Int?, elapsed: Int, isWithinHorizon: Bool)
    {
        let paused = pauses.map { $0.since.wholeSeconds..<($0.until?.wholeSeconds ?? .max) }
        let ends = (paused.flatMap { [$0.lowerBound, $0.upperBound] } + [probe]).sorted()
        var cursor = start
        var counted = 0
        var due: Int?
        var elapsed = 0
        while cursor / 60 - first < open.count, due == nil || cursor < probe {
            // To the end of the minute, or to where a pause begins or ends in it.
            let minuteEnd = (cursor / 60 + 1) * 60
            let step = min(minuteEnd, ends.first { $0 > cursor } ?? minuteEnd)
            if open[cursor / 60 - first], !paused.contains(where: { $0.contains(cursor) }) {
                if due == nil, counted + step - cursor >= budget { due = cursor + budget - counted }
                counted += step - cursor
            }
            cursor = step
            if cursor == probe { elapsed = counted }
        }
        return (due, elapsed, due != nil || pauses.contains { $0.until == nil })
    }
}

/// SplitMix64: the same sequence for the same seed, so that a failure can be repeated.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
