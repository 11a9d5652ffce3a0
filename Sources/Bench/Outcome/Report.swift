import Foundation

/// What a run showed.
///
/// The first block is the promised object; the rest is for those who tune.
struct Report: Encodable, Sendable {
    /// Distinct tickets confirmed by the broker, over the time it took to send them.
    var acceptedPerS: Double
    /// Tickets triaged, clocks running and acknowledged, from the first scheduled moment to the last acknowledgement.
    var completedPerS: Double
    var latencyMs: Latencies?
    var cpuUsPerTicket: [String: Double]
    var rssMb: [String: Double]
    var commitsPerTicket: Double
    var walBytesPerTicket: Double
    var lost: Int
    var doubled: Int

    var tickets: Int
    var completed: Int
    var seconds: Double
    /// Completed in each full second from the first scheduled moment on.
    var completedEachSecond: [Int]
    /// Cores used in the mean by the run, and by whatever else ran on the machine: the latter spoils a measurement.
    var coresUsed: Double
    var coresUsedByOthers: Double

    /// The report as one JSON object with sorted snake_case keys.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
