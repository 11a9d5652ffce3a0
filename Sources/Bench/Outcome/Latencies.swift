import Foundation

/// Times from the scheduled moment to the announcement of triage, in milliseconds.
struct Latencies: Encodable, Sendable {
    let p50: Double
    let p99: Double
    let p999: Double

    /// Nil where nothing was timed.
    init?(_ milliseconds: [Double]) {
        guard !milliseconds.isEmpty else { return nil }
        let sorted = milliseconds.sorted()
        /// The smallest value that at least this share of all does not exceed.
        func percentile(_ share: Double) -> Double {
            let rank = Int((share * Double(sorted.count)).rounded(.up))
            return (sorted[min(max(rank, 1), sorted.count) - 1] * 1000).rounded() / 1000
        }
        p50 = percentile(0.5)
        p99 = percentile(0.99)
        p999 = percentile(0.999)
    }
}
