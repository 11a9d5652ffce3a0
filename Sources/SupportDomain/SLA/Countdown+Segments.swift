package import Foundation

/// Why a due time is what it is, stretch by stretch.
extension Countdown {
    package struct Segment: Hashable, Sendable {
        package enum Kind: Hashable, Sendable {
            /// The time counts.
            case counted
            /// The calendar is closed; `occasions` names the holidays and special dates in it.
            case closed(occasions: [String])
            /// A pause stops the clock.
            case paused
        }

        package let from: Date
        package let to: Date
        package let kind: Kind
        /// Seconds counted from the start up to the end of this segment.
        package let countedSoFar: Int
        /// By how many seconds the zone's clocks are moved within it; 0 but twice a year.
        package let clockChange: Int
    }

    /// Everything between the start and `end`: what was counted, and what was not and why; no gaps, ascending.
    package func segments(to end: Date) -> [Segment] {
        let end = end.wholeSeconds
        var segments: [Segment] = []
        var cursor = start.wholeSeconds
        var total = 0

        func add(_ range: Range<Int>, _ kind: Segment.Kind) {
            guard !range.isEmpty else { return }
            if kind == .counted { total += range.count }
            segments.append(
                Segment(
                    from: Date(wholeSeconds: range.lowerBound),
                    to: Date(wholeSeconds: range.upperBound),
                    kind: kind,
                    countedSoFar: total,
                    clockChange: calendar.zone.offset(at: range.upperBound) - calendar.zone.offset(at: range.lowerBound)
                )
            )
        }
        func addUncounted(upTo next: Int) {
            for pause in pauses where pause.upperBound > cursor && pause.lowerBound < next {
                let paused = max(cursor, pause.lowerBound)..<min(next, pause.upperBound)
                add(cursor..<paused.lowerBound, closed(cursor..<paused.lowerBound))
                add(paused, .paused)
                cursor = paused.upperBound
            }
            add(cursor..<max(cursor, next), closed(cursor..<max(cursor, next)))
        }

        for stretch in countedStretches(to: end) {
            addUncounted(upTo: stretch.lowerBound)
            add(stretch, .counted)
            cursor = stretch.upperBound
        }
        if cursor < end { addUncounted(upTo: end) }
        return segments
    }

    private func closed(_ range: Range<Int>) -> Segment.Kind {
        guard !range.isEmpty else { return .closed(occasions: []) }
        let zone = calendar.zone
        let first = BusinessCalendar.day(of: zone.local(range.lowerBound))
        let last = BusinessCalendar.day(of: zone.local(range.upperBound - 1))
        let occasions = (first...max(first, last)).compactMap { day -> String? in
            guard let occasion = calendar.occasion(onDay: day) else { return nil }
            return "\(CivilDate(dayNumber: day)) \(occasion)"
        }
        return .closed(occasions: occasions)
    }
}
