import Foundation
import Testing

@testable import SupportDomain

/// What a clock would be under another policy, beside what is on record.
struct RecomputedClockTests {
    private static func hours(_ hours: Double) -> Date { MovingUpTests.noon + hours * 3600 }

    private static func policy(_ targets: [Metric: Target], isContinuous: Bool = false) -> Policy {
        Policy.sample(
            targetRules: [
                TargetRule(
                    id: "all",
                    when: Condition(),
                    targets: targets,
                    untimed: isContinuous ? [.resolution] : [],
                    isContinuous: isContinuous,
                    isDefault: true
                )
            ],
            pausedBy: [.resolution: [.customer], .periodicUpdate: [.customer]],
            escalation: .none
        )
    }

    private static let recorded = policy([.firstResponse: .hours(2), .resolution: .hours(8)])

    /// A ticket that was answered after an hour, when the customer began to be waited for.
    private static func waiting() -> Ticket {
        var ticket = PrioritisingTests.ticket(.p3, under: recorded)
        _ = ticket.answer(by: "kim", text: "?", message: "a", isDelivered: true, at: hours(1), under: recorded)
        _ = ticket.wait(for: .customer, by: "kim", because: "a", at: hours(1), under: recorded)
        return ticket
    }

    private func recomputed(_ metric: Metric, of ticket: Ticket, under policy: Policy, at hour: Double) -> Clock? {
        ticket.clocks.first { $0.metric == metric }?
            .recomputed(for: ticket.facts, pauses: ticket.pauses, under: policy, at: Self.hours(hour))
    }

    @Test func `an open one counts from the same start with the same pauses`() {
        let stricter = Self.policy([.firstResponse: .hours(2), .resolution: .hours(4)])
        var ticket = Self.waiting()
        let paused = recomputed(.resolution, of: ticket, under: stricter, at: 2)
        _ = ticket.hear(CustomerWord(message: "b", from: "ann@example.com", at: Self.hours(6)), under: Self.recorded)
        let running = recomputed(.resolution, of: ticket, under: stricter, at: 10)

        #expect(paused?.dueAt == nil)
        #expect(paused?.state == .paused)
        #expect(running?.dueAt == Self.hours(9))
        #expect(running?.breachedAt == Self.hours(9) + 1)
        #expect(ticket.clocks.first { $0.metric == .resolution }?.dueAt == Self.hours(13), "what is on record stays")
    }

    @Test func `one that has ended keeps its end, and does not know of the pause that came after`() {
        let stricter = Self.policy([.firstResponse: .minutes(30), .resolution: .hours(8)])
        let clock = recomputed(.firstResponse, of: Self.waiting(), under: stricter, at: 20)

        #expect(clock?.state == .fulfilled)
        #expect(clock?.endedAt == Self.hours(1))
        #expect(clock?.dueAt == Self.hours(0.5))
        #expect(clock?.breachedAt == Self.hours(0.5) + 1)
    }

    @Test func `one that ended in a pause was not due`() {
        var ticket = Self.waiting()
        _ = ticket.resolve(by: "kim", text: nil, because: "r", at: Self.hours(3), under: Self.recorded)
        let clock = ticket.clocks.first { $0.metric == .resolution }
        let open = Pause(since: Self.hours(1), until: Self.hours(5), reason: .customer)

        #expect(clock?.endedAt == Self.hours(3))
        #expect(clock?.pauses(among: [open]) == [Pause(since: Self.hours(1), reason: .customer)])
        #expect(clock?.pauses(among: [Pause(since: Self.hours(3), reason: .customer)]) == [])
    }

    @Test func `where the policy sets no time there is none`() {
        #expect(recomputed(.resolution, of: Self.waiting(), under: Self.policy([:]), at: 2) == nil)
    }

    @Test func `an update is owed only where work is continuous or the ticket was escalated`() {
        let continuous = Self.policy([.periodicUpdate: .hours(3)], isContinuous: true)
        let ordinary = Self.policy([.periodicUpdate: .hours(3), .resolution: .hours(8)])
        let ticket = PrioritisingTests.ticket(.p3, under: continuous)
        var escalated = ticket
        escalated.escalatedAt = Self.hours(0)

        #expect(recomputed(.periodicUpdate, of: ticket, under: continuous, at: 1)?.dueAt == Self.hours(3))
        #expect(recomputed(.periodicUpdate, of: ticket, under: ordinary, at: 1) == nil)
        #expect(recomputed(.periodicUpdate, of: escalated, under: ordinary, at: 1)?.dueAt == Self.hours(3))
    }
}
