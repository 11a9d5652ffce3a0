package import Foundation

extension Zone {
    /// The instant of `2026-01-09 18:00` on the zone's wall clock, of `2026-01-09T18:00:00+01:00` or of
    /// `2026-01-09T17:00:00Z`; nil for anything else.
    ///
    /// Of a time that the clock shows twice it is the first; for one that it never shows, the first instant after the gap.
    package func instant(_ text: String) -> Date? {
        if let instant = try? Date(text, strategy: .iso8601) { return instant }
        let words = text.split { $0 == " " || $0 == "T" }
        guard words.count == 2, let date = CivilDate(String(words[0])), let seconds = OpenHours.seconds(words[1]) else {
            return nil
        }
        return Date(wholeSeconds: firstInstant(showing: date.dayNumber * 86_400 + seconds))
    }
}
