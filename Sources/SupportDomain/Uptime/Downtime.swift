package import Foundation

/// When the service was not there in a period, as far as the period has gone by; counted in whole seconds.
package struct Downtime: Hashable, Sendable {
    package let period: Range<Date>
    /// Up to when it is counted: the end of the period, or now while that is to come.
    package let countedUntil: Date
    /// When the service was away: ascending, never touching, within the period.
    package let stretches: [Range<Date>]
    /// How many outages have no second in what is counted: of another period, yet to come, or of no length.
    package let outagesOutside: Int
    package let secondsInPeriod: Int
    /// How many seconds of the period have gone by; 0 before it begins.
    package let secondsCounted: Int
    package let secondsDown: Int

    /// Whether the whole period has gone by.
    package var isOver: Bool { secondsCounted == secondsInPeriod }

    /// - Parameters:
    ///   - period: such as a month; the instant of its end belongs to the next one.
    ///   - outages: in any order. They may overlap, which counts once, and reach beyond the period, which does not count.
    ///   - now: up to when an outage without an end has lasted.
    package init(in period: Range<Date>, from outages: [Outage], at now: Date) {
        let start = period.lowerBound.wholeSeconds
        let end = period.upperBound.wholeSeconds
        let counted = min(end, max(start, now.wholeSeconds))
        let clipped = outages.compactMap { outage -> Range<Int>? in
            let since = max(start, outage.since.wholeSeconds)
            let until = min(counted, outage.until?.wholeSeconds ?? counted)
            return since < until ? since..<until : nil
        }
        let merged = Self.merged(clipped)
        self.period = period
        countedUntil = Date(wholeSeconds: counted)
        stretches = merged.map { Date(wholeSeconds: $0.lowerBound)..<Date(wholeSeconds: $0.upperBound) }
        outagesOutside = outages.count - clipped.count
        secondsInPeriod = end - start
        secondsCounted = counted - start
        secondsDown = merged.reduce(0) { $0 + $1.count }
    }

    private static func merged(_ stretches: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for next in stretches.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard let last = result.last, next.lowerBound <= last.upperBound else {
                result.append(next)
                continue
            }
            result[result.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
        }
        return result
    }
}
