import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// What happens to work that is under way when a version is put in force.
struct PolicySwitchTests {
    @Test func `a batch is decided by one version from its first message to its last`() async throws {
        try await withDesk(at: "Mon 2026-01-12 10:00") { desk, transaction in
            let messages = (1...3).map { desk.submitted("m\($0)", from: "c\($0)@x.y", text: "How do I export?") }
            let received = try desk.intake(messages, in: transaction).published.map(Delivery.init)
            let stage = TriageStage(policies: PolicyBook(lookingEvery: .zero))
            let envelopes = try received.map { Envelope(try stage.decode($0), of: $0) }

            var state = try stage.load(envelopes, at: desk.now, in: transaction)
            _ = stage.decide(envelopes[0], state: &state, now: desk.now)
            try desk.apply(Self.stricter, in: transaction)
            _ = stage.decide(envelopes[1], state: &state, now: desk.now)
            _ = stage.decide(envelopes[2], state: &state, now: desk.now)
            try stage.record([], state: state, at: desk.now, in: transaction)
            _ = try transaction.query("SELECT")

            for ticket in try desk.tickets(in: transaction) {
                let versions = Set(try desk.timeline(ticket, in: transaction).map(\.policyVersion))
                #expect(versions == [1])
                #expect(Set(ticket.clocks.map(\.policyVersion)) == [1])
                #expect(ticket.clock(.firstResponse)?.target == .businessDays(3))
            }
            let next = try desk.open("How do I export?", id: "m4", from: "c4@x.y", in: transaction)
            #expect(Set(next.clocks.map(\.policyVersion)) == [2])
            #expect(next.clock(.firstResponse)?.target == .businessDays(2))
        }
    }

    @Test func `what is decided later is decided by the newer version, and each event says by which`() async throws {
        try await withDesk(at: "Mon 2026-01-12 10:00") { desk, transaction in
            let ticket = try desk.open("How do I export?", in: transaction)
            try desk.apply(Self.stricter, in: transaction)
            desk.now += 60
            try desk.intake(desk.escalated("up", ticket.name), in: transaction)
            try desk.work(in: transaction)

            let timeline = try desk.timeline(ticket, in: transaction)
            #expect(timeline.filter { $0.kind == .triaged }.map(\.policyVersion) == [1])
            #expect(timeline.filter { $0.kind == .escalated }.map(\.policyVersion) == [2])
            let moved = try desk.ticket(in: transaction)
            #expect(moved.policyVersion == 2)
            #expect(moved.clock(.nextResponse)?.policyVersion == 2)
        }
    }

    @Test func `a worker that has not looked for a second takes no ticket back to the version before`() async throws {
        try await withDesk(at: "Mon 2026-01-12 10:00") { desk, transaction in
            let slow = EscalationStage(policies: PolicyBook(lookingEvery: .seconds(3600)))
            let first = try desk.open("How do I export?", id: "m1", in: transaction)
            try desk.escalate(by: slow, first, cause: "one", in: transaction)
            try desk.apply(Self.stricter, in: transaction)
            let second = try desk.open("How do I export?", id: "m2", from: "c2@x.y", in: transaction)
            try desk.escalate(by: slow, second, cause: "two", in: transaction)

            for (ticket, version) in [(first, 1), (second, 2)] {
                let moves = try desk.timeline(ticket, in: transaction).filter { $0.kind == .escalated }
                #expect(moves.map(\.policyVersion) == [version])
            }
        }
    }

    /// Two days for what had three.
    private static func stricter(_ text: String) -> String {
        text.replacing("first_response: 3 business days", with: "first_response: 2 business days")
    }
}

extension Desk {
    /// Puts the desk's policy in force anew, written otherwise.
    fileprivate func apply(_ edit: (String) -> String, in transaction: borrowing Transaction) throws {
        _ = try transaction.applyPolicy(edit(try Self.policyText(of: programme)), of: programme, by: "tests")
    }

    /// Lets a worker of one's own move a ticket up.
    fileprivate func escalate(
        by stage: EscalationStage,
        _ ticket: Ticket,
        cause: String,
        in transaction: borrowing Transaction
    ) throws {
        let request = EscalationRequest(.manual, because: cause, by: "kim", reason: "VIP")
        let delivery = Delivery(EscalationRequested(ticket: ticket.id, request).outgoing)
        let envelope = Envelope(try stage.decode(delivery), of: delivery)
        var state = try stage.load([envelope], at: now, in: transaction)
        _ = stage.decide(envelope, state: &state, now: now)
        try stage.record([], state: state, at: now, in: transaction)
        _ = try transaction.query("SELECT")
    }
}
