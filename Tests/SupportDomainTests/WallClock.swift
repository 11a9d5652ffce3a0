import Foundation
import SupportDomain

/// What the wall clock of a zone shows at each minute of sixteen days.
///
/// It knows nothing of transitions: it asks Foundation, minute by minute.
struct WallClock {
    static let days = 16

    /// The first minute, counted from 1970 in UTC; the others are counted from it.
    let first: Int
    /// The second of its date that each minute shows, and the date, by day number.
    let ofDay: [Int]
    let dates: [Int]
    /// The minutes that show each date, ascending.
    ///
    /// A date that a fold shows twice has minutes of the next date between its own. The last date may be shown in part.
    let minutes: [Int: [Int]]

    init(of zone: TimeZone, from second: Int) {
        first = second / 60
        var ofDay: [Int] = []
        var dates: [Int] = []
        var minutes: [Int: [Int]] = [:]
        for minute in first..<(first + Self.days * 1440) {
            let shown = minute * 60 + zone.secondsFromGMT(for: Date(wholeSeconds: minute * 60))
            minutes[shown / 86_400, default: []].append(ofDay.count)
            dates.append(shown / 86_400)
            ofDay.append(shown % 86_400)
        }
        self.ofDay = ofDay
        self.dates = dates
        self.minutes = minutes
    }

    /// When a minute begins, in seconds from 1970 in UTC.
    func second(ofMinute minute: Int) -> Int { (first + minute) * 60 }
}
