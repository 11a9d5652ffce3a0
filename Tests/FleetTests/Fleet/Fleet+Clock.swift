import Foundation
import Postgres
import TestSupport

extension Fleet {
    /// Moves the fleet's clock forward; what became due in between is due at once.
    func fastForward(_ duration: Duration) async throws {
        let microseconds = duration / .microseconds(1)
        _ = try await database.query(
            "UPDATE database_clock SET moved_by = moved_by + \(microseconds) * interval '1 microsecond'"
        )
    }

    /// Moves the fleet's clock to a time that lies ahead of it.
    func fastForward(to time: Date) async throws {
        try await database.setClock(to: time)
    }
}

extension Database {
    func setClock(to time: Date) async throws {
        _ = try await query("UPDATE database_clock SET moved_by = \(time) - now()")
    }
}

extension Duration {
    static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }
    static func hours(_ count: Int) -> Duration { .minutes(60 * count) }
    static func days(_ count: Int) -> Duration { .hours(24 * count) }
}

extension Date {
    /// What the clocks in Los Angeles show: `Fri 2026-01-09 18:00`.
    static func losAngeles(_ text: String) throws -> Date {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "America/Los_Angeles")
        format.dateFormat = "EEE yyyy-MM-dd HH:mm"
        guard let date = format.date(from: text), format.string(from: date) == text else {
            throw TestSupportError("'\(text)' is not a time in Los Angeles")
        }
        return date
    }
}
