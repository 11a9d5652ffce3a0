import Foundation
import SupportDomain
import SupportStore

/// Values for tests of the store; nothing in them is looked at by a rule.
enum Sample {
    static let noon = Date(timeIntervalSince1970: 1_767_985_200)

    static func ticket(_ programme: String, at time: Date = noon) -> Ticket {
        var ticket = Ticket(
            id: TicketID(UUID()),
            programme: programme,
            channel: "email",
            requester: "ann@example.com",
            requesterName: "Ann",
            address: "Ann@Example.com",
            subject: "Export",
            plan: "standard",
            language: "en",
            isVIP: true,
            policyVersion: 3,
            createdAt: time
        )
        ticket.record(
            .received,
            by: "ann@example.com",
            because: "a",
            at: time,
            ["automatic": nil, "note": "\"q\"\n\\"]
        )
        return ticket
    }

    static func clock(
        _ metric: Metric,
        dueIn seconds: TimeInterval = 3600,
        missedIn missed: TimeInterval? = nil,
        at time: Date = noon
    ) -> Clock {
        Clock(
            metric: metric,
            cycle: 1,
            state: .running,
            startedAt: time,
            target: .hours(1),
            calendar: "office",
            dueAt: time + seconds,
            schedule: ThresholdSchedule([
                ClockThreshold(.warning(.percent(75)), at: time + seconds * 0.75),
                ClockThreshold(.breach, at: time + (missed ?? seconds + 1)),
            ]),
            tier: 2,
            rule: "critical",
            policyVersion: 3
        )
    }

    /// A name that no other test has.
    static func programme() -> String { "store-" + UUID().uuidString.lowercased() }
}
