import Foundation

/// The moments of an open loop: evenly spaced, fixed before the first is sent.
struct Schedule: Sendable {
    let start: Date
    let rate: Double
    let count: Int

    func moment(of number: Int) -> Date {
        start.addingTimeInterval(Double(number) / rate)
    }

    /// How many moments have come.
    func due(at now: Date) -> Int {
        min(count, Int(now.timeIntervalSince(start) * rate) + 1)
    }
}
