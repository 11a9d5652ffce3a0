import Foundation

/// Times as operators read them: UTC to the second, and how far away they are.
enum TimeText {
    /// `2026-01-05 09:12:44Z`.
    static func moment(_ date: Date) -> String {
        date.formatted(.iso8601.dateTimeSeparator(.space))
    }

    /// `in 3h 20m`, `2d 4h ago`, `now`.
    static func distance(from now: Date, to date: Date) -> String {
        let seconds = date.timeIntervalSince(now)
        guard abs(seconds) >= 1 else { return "now" }
        return seconds > 0 ? "in \(length(seconds))" : "\(length(-seconds)) ago"
    }

    /// `2026-01-05 09:12:44Z (in 3h 20m)`.
    static func momentAndDistance(from now: Date, to date: Date) -> String {
        "\(moment(date)) (\(distance(from: now, to: date)))"
    }

    /// The two largest units of a length: `2d 4h`, `3h 20m`, `45s`.
    static func length(_ seconds: TimeInterval) -> String {
        let whole = Int(min(seconds, 1e12))
        let parts = [(whole / 86_400, "d"), (whole / 3600 % 24, "h"), (whole / 60 % 60, "m"), (whole % 60, "s")]
        guard let first = parts.firstIndex(where: { $0.0 > 0 }) else { return "0s" }
        return parts[first...].prefix(2).filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}
