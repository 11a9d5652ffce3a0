import Foundation

/// The offsets of one IANA time zone, laid out for arithmetic on whole seconds.
///
/// Instants are seconds since 1970 in UTC; local readings are seconds since 1970 as the wall clock shows them. The
/// table reaches from 1970 to the end of 2100; beyond it the nearest known offset holds.
package struct Zone: Hashable, Sendable {
    package let identifier: String
    /// When the offset changes, ascending.
    let transitions: [Int]
    /// `offsets[n]` holds before `transitions[n]`; the last one holds after all of them.
    let offsets: [Int]

    /// The years for which clock changes and yearly dates are known.
    package static let years = 1970...2100

    /// The zone of an IANA identifier such as `Europe/Berlin`; nil if there is none of that name.
    ///
    /// Abbreviations are refused: `PST` would mean winter time the whole year.
    package init?(_ identifier: String) {
        guard identifier == "UTC" || identifier.contains("/") else { return nil }
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.identifier = identifier

        let end = 4_133_980_800.0  // 2101-01-01
        var cursor = Date(timeIntervalSince1970: 0)
        var transitions: [Int] = []
        var offsets = [zone.secondsFromGMT(for: cursor)]
        while let next = zone.nextDaylightSavingTimeTransition(after: cursor), next > cursor,
            next.timeIntervalSince1970 < end
        {
            cursor = next
            let offset = zone.secondsFromGMT(for: next)
            guard offset != offsets[offsets.count - 1] else { continue }  // only the zone's name changed
            transitions.append(Int(next.timeIntervalSince1970))
            offsets.append(offset)
        }
        self.transitions = transitions
        self.offsets = offsets
    }

    package static let utc = Zone(fixed: "UTC")

    private init(fixed identifier: String) {
        self.identifier = identifier
        transitions = []
        offsets = [0]
    }

    package static func == (left: Zone, right: Zone) -> Bool { left.identifier == right.identifier }
    package func hash(into hasher: inout Hasher) { hasher.combine(identifier) }

    /// Seconds east of Greenwich at an instant.
    package func offset(at instant: Int) -> Int {
        offsets[index(at: instant)]
    }

    /// What the wall clock shows at an instant.
    package func local(_ instant: Int) -> Int {
        instant + offset(at: instant)
    }

    /// The first instant at which the wall clock shows `local` or later: in a gap, the first one that exists.
    package func firstInstant(showing local: Int) -> Int {
        var index = self.index(at: local - Self.widest)
        while true {
            let candidate = max(local - offsets[index], index == 0 ? .min : transitions[index - 1])
            if index == transitions.count || candidate < transitions[index] { return candidate }
            index += 1
        }
    }

    /// The instant after which the wall clock never again shows less than `local`: in a fold, the later one.
    package func lastInstant(showing local: Int) -> Int {
        var index = self.index(at: local + Self.widest)
        while index > 0, local - offsets[index] <= transitions[index - 1] { index -= 1 }
        let candidate = local - offsets[index]
        return index == transitions.count ? candidate : min(candidate, transitions[index])
    }

    func index(at instant: Int) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// More than any offset from UTC ever was, in seconds.
    private static let widest = 26 * 3600
}
