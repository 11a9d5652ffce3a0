import Foundation
import SupportDomain
import SupportStore

/// One cycle of a clock, and why it is due when it is.
struct ClockView: Encodable {
    struct Threshold: Encodable {
        /// `75%`, `30m before`, `breach`.
        var threshold: String
        var fallsAt: Date?
        var firedAt: Date?
    }

    var metric: String
    var cycle: Int
    var state: String
    var target: String
    var calendar: String
    var rule: String
    var policyVersion: Int
    var tier: Int?
    var startedAt: Date
    var dueAt: Date?
    var endedAt: Date?
    var breachedAt: Date?
    /// When somebody said that the breach does not count, and why.
    var annulledAt: Date?
    var annulledReason: String?
    var thresholds: [Threshold]
    /// What happened to it, in order; nil when nobody asked.
    var events: [ClockEventView]?
    /// Nil when this release cannot read the policy, or nobody asked.
    var countedSeconds: Int?
    var targetSeconds: Int?
    var segments: [SegmentView]?
    /// When it is due, counted anew under the policy it was decided by; differs from what is recorded only by a defect.
    var countedDueAt: Date?
    /// Nil when this release cannot read the policy in force, or nobody asked.
    var today: ClockUnderToday?

    init(_ clock: Clock, in dossier: TicketDossier, withSegments: Bool) {
        metric = clock.metric.rawValue
        cycle = clock.cycle
        state = clock.state.rawValue
        target = clock.target.description
        calendar = clock.calendar
        rule = clock.rule
        policyVersion = clock.policyVersion
        tier = clock.tier
        startedAt = clock.startedAt
        dueAt = clock.dueAt
        endedAt = clock.endedAt
        breachedAt = clock.breachedAt
        let fired = dossier.fired(on: clock)
        let breach = fired.first { $0.threshold == ClockThreshold.Kind.breach.key }
        annulledAt = breach?.annulledAt
        annulledReason = breach?.annulledReason
        thresholds = clock.schedule.thresholds.map { threshold in
            let row = fired.first { $0.threshold == threshold.kind.key }
            let name = threshold.kind.key.trimmingPrefix("warning:")
            return Threshold(threshold: String(name), fallsAt: threshold.at, firedAt: row?.detectedAt)
        }
        if withSegments {
            events = ClockEventView.events(of: clock, in: dossier)
            today = dossier.policyInForce.map { ClockUnderToday(clock, in: dossier, under: $0) }
        }
        guard let countdown = dossier.countdown(of: clock) else { return }
        countedSeconds = countdown.elapsed(to: clock.endedAt ?? dossier.now)
        targetSeconds = countdown.targetSeconds
        guard withSegments else { return }
        countedDueAt = countdown.due
        // What was counted after the due time does not say why it is due, and may be months.
        let end = countdown.due ?? clock.endedAt ?? dossier.now
        segments = countdown.segments(to: end).map { SegmentView($0, in: countdown.calendar.zone) }
    }

    var words: String { metric.replacing("_", with: " ") }

    /// `due in 3h`, `late by 2h`, `met late, annulled`, as of now.
    func standing(at now: Date) -> String {
        plainStanding(at: now) + (annulledAt == nil ? "" : ", annulled")
    }

    private func isMissed(at now: Date) -> Bool {
        let breach = thresholds.first { $0.threshold == ClockThreshold.Kind.breach.key }
        return breachedAt != nil || breach?.fallsAt.map { $0 <= now } ?? false
    }

    private func plainStanding(at now: Date) -> String {
        switch (state, dueAt) {
        case ("running", let due?) where isMissed(at: now) && due > now:
            "missed, now due \(TimeText.distance(from: now, to: due))"
        case ("running", let due?) where isMissed(at: now): "late by \(TimeText.length(now.timeIntervalSince(due)))"
        case ("running", let due?) where due < now:
            // Nothing has been counted since: an answer before work begins again is in time.
            "due \(TimeText.moment(due)), still in time"
        case ("running", let due?): "due \(TimeText.distance(from: now, to: due))"
        case ("paused", let due?) where breachedAt != nil: "paused, was due \(TimeText.moment(due))"
        case ("paused", _): "paused"
        case ("fulfilled", _): breachedAt == nil ? "met" : "met late"
        default: breachedAt == nil ? "ended" : "ended, missed"
        }
    }
}
