import Foundation
import SupportDomain

/// A stretch of time in which a clock counted or stood still, and why.
struct SegmentView: Encodable {
    var from: Date
    var to: Date
    /// `counted`, `closed` or `paused`.
    var kind: String
    /// The holidays and special dates in it.
    var occasions: [String]
    var countedSecondsSoFar: Int
    /// By how much the zone's clocks are moved within it: 3600 in spring, -3600 in autumn, nearly always 0.
    var clockChangeSeconds: Int
    /// Both ends as the calendar's own wall clock shows them.
    var wallTime: String

    init(_ segment: Countdown.Segment, in zone: Zone) {
        from = segment.from
        to = segment.to
        countedSecondsSoFar = segment.countedSoFar
        clockChangeSeconds = segment.clockChange
        wallTime = "\(Policy.text(segment.from, in: zone)) to \(Policy.text(segment.to, in: zone))"
        switch segment.kind {
        case .counted: (kind, occasions) = ("counted", [])
        case .closed(let names): (kind, occasions) = ("closed", names)
        case .paused: (kind, occasions) = ("paused", [])
        }
    }

    /// `counted 2026-03-27 09:00 +01:00 to 2026-03-27 17:00 +01:00, 8h so far`.
    var text: String {
        var text = kind.padding(toLength: 8, withPad: " ", startingAt: 0) + wallTime
        if kind == "counted" { text += ", \(TimeText.length(Double(countedSecondsSoFar))) so far" }
        if !occasions.isEmpty { text += " (\(occasions.joined(separator: ", ")))" }
        if clockChangeSeconds != 0 {
            let direction = clockChangeSeconds > 0 ? "forward" : "back"
            text += "; the clocks go \(direction) \(TimeText.length(Double(abs(clockChangeSeconds))))"
        }
        return text
    }
}
