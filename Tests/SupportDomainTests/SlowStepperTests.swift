import Foundation
import Testing

/// Business time, business days and real time against an independent solver that walks wall-clock time minute by minute.
///
/// Each failure names its seed; `TIERLINE_STEPPER_SEED=17` runs that one, in every zone, and no other.
@Suite(.serialized)  // there are few threads, and tests with deadlines run beside it
struct SlowStepperTests {
    /// Zones with clock changes of an hour, of half an hour, of two, at midnight, with inverted summer time, and none.
    static let zones = [
        "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe", "America/Sao_Paulo", "America/Havana",
        "Africa/Cairo", "Europe/Dublin", "Africa/Casablanca", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia",
        "Asia/Tehran", "America/Asuncion", "Pacific/Chatham", "Antarctica/Troll", "Asia/Gaza", "America/New_York",
        "Asia/Beirut", "Australia/Sydney", "UTC",
    ]
    /// For business time, for business days and for real time, each.
    private static let casesPerZone = 1050
    private static let longCasesPerZone = 30
    private static let onlySeed = ProcessInfo.processInfo.environment["TIERLINE_STEPPER_SEED"].flatMap { UInt64($0) }

    @Test func `that makes twenty thousand cases of each kind of target, and six hundred of months`() {
        #expect(Self.zones.count * Self.casesPerZone >= 20_000)
        #expect(Self.zones.count * Self.longCasesPerZone >= 600)
    }

    @Test(arguments: zones)
    func `due times, warnings, elapsed time and explanations agree with walking minute by minute`(
        name: String
    ) async throws {
        try await compare(.hours, in: name, cases: Self.casesPerZone)
    }

    @Test(arguments: zones)
    func `targets and pauses of weeks and months agree with walking minute by minute, too`(name: String) async throws {
        try await compare(.weeks, in: name, cases: Self.longCasesPerZone)
    }

    private func compare(_ scale: Scale, in name: String, cases: Int) async throws {
        var comparison = try ZoneComparison(of: scale, in: name)
        if let seed = Self.onlySeed { return try await comparison.compare(seed: seed) }
        var seed: UInt64 = 1
        while comparison.fewest < cases {
            try await comparison.compare(seed: seed)
            seed += 1
        }
    }
}
