import Foundation

/// The moments of an open loop: evenly spaced, fixed before the first is sent.
struct Schedule: Sendable {
    let start: Date
    let rate: Double
    let first: Int
    let count: Int

    var end: Int { first + count }

    func moment(of number: Int) -> Date {
        start.addingTimeInterval(Double(number - first) / rate)
    }

    /// The number after the last one whose moment has come.
    func due(at now: Date) -> Int {
        min(end, first + Int(now.timeIntervalSince(start) * rate) + 1)
    }
}
