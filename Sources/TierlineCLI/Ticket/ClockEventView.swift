import Foundation
import SupportDomain
import SupportStore

/// One thing that happened to one cycle of a clock.
struct ClockEventView: Encodable {
    /// `activated`, `paused`, `resumed`, `retargeted`, `warned`, `breached`, `annulled`, `fulfilled` or `cancelled`.
    var kind: String
    var at: Date
    /// What a reader needs to know of it.
    var detail: String?

    /// Everything that happened to a clock, in order, as far as it is on record.
    ///
    /// Pauses are those that stop the metric by the policy that set the target; without that policy there are none.
    static func events(of clock: Clock, in dossier: TicketDossier) -> [ClockEventView] {
        let ordinary =
            [activation(of: clock)] + pauses(of: clock, in: dossier) + changes(of: clock, in: dossier)
            + facts(of: clock, in: dossier)
        let ended = clock.endedAt.map { [ClockEventView(kind: clock.state.rawValue, at: $0)] } ?? []
        // Whatever happened in the second in which it ended led up to the end; an annulment comes whenever it comes.
        return (ordinary + ended).enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }

    private static func activation(of clock: Clock) -> ClockEventView {
        ClockEventView(kind: "activated", at: clock.startedAt)
    }

    private static func pauses(of clock: Clock, in dossier: TicketDossier) -> [ClockEventView] {
        guard let policy = dossier.policies[clock.policyVersion] else { return [] }
        return policy.pauses(clock.pauses(among: dossier.ticket.pauses), stopping: clock.metric)
            .filter { ($0.until ?? .distantFuture) > clock.startedAt }
            .flatMap { pause in
                let since = max(pause.since, clock.startedAt)
                let paused = ClockEventView(kind: "paused", at: since, detail: waiting(for: pause.reason))
                let resumed = pause.until.map { ClockEventView(kind: "resumed", at: $0) }
                return [paused] + [resumed].compactMap(\.self)
            }
    }

    private static func waiting(for reason: Pause.Reason) -> String {
        switch reason {
        case .customer: "it waits for the customer"
        case .vendor: "it waits for a vendor"
        case .resolved: "it was resolved, and reopened later"
        }
    }

    /// Changes of the ticket or of its policy that gave the clock another target.
    private static func changes(of clock: Clock, in dossier: TicketDossier) -> [ClockEventView] {
        dossier.timeline.compactMap { event in
            let prefix = "\(clock.nameInTimeline): "
            guard event.at >= clock.startedAt, event.at <= clock.endedAt ?? .distantFuture,
                let move = event.data["clocks"]?.components(separatedBy: "; ").first(where: { $0.hasPrefix(prefix) })
            else { return nil }
            let what = event.kind.rawValue.replacing("_", with: " ")
            return ClockEventView(
                kind: "retargeted",
                at: event.at,
                detail: "\(move.dropFirst(prefix.count)) (\(what) by \(event.actor))"
            )
        }
    }

    /// Warnings and the breach, and that it was annulled.
    private static func facts(of clock: Clock, in dossier: TicketDossier) -> [ClockEventView] {
        dossier.fired(on: clock).flatMap { row -> [ClockEventView] in
            guard row.threshold == "breach" else {
                let name = String(row.threshold.trimmingPrefix("warning:"))
                return [
                    ClockEventView(kind: "warned", at: row.dueAt, detail: name + noticed(row.dueAt, row.detectedAt))
                ]
            }
            let due = row.clockDueAt.map { "was due \(TimeText.moment($0))" } ?? ""
            let breached = ClockEventView(
                kind: "breached",
                at: row.dueAt,
                detail: due + noticed(row.dueAt, row.detectedAt)
            )
            let annulled = row.annulledAt.map { ClockEventView(kind: "annulled", at: $0, detail: row.annulledReason) }
            return [breached] + [annulled].compactMap(\.self)
        }
    }

    /// That it was noticed later, where that matters to a reader.
    private static func noticed(_ fell: Date, _ detected: Date) -> String {
        let late = detected.timeIntervalSince(fell)
        return late < 1 ? "" : ", noticed \(TimeText.length(late)) later"
    }

    var text: String {
        let kind = kind.padding(toLength: 11, withPad: " ", startingAt: 0)
        return "\(TimeText.moment(at))  \(kind)\(detail ?? "")".trimmingCharacters(in: .whitespaces)
    }
}
