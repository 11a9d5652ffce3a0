import AMQP
import Foundation
import PolicyFile
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// A support desk with the policy that ships, whose stages are driven by hand at the times a test names.
///
/// Each desk has a programme of its own, so that tests side by side never wait for each other's ids.
final class Desk {
    let programme: String
    /// The fleet's time; a test moves it.
    var now: Date
    /// Everything that was published, in order.
    private(set) var published: [OutgoingMessage] = []
    /// What has been published and not yet worked on.
    private var waiting: [OutgoingMessage] = []
    private let policies = PolicyBook(lookingEvery: .zero)

    /// Opens a desk.
    ///
    /// `time` is in Los Angeles, as in `Fri 2026-01-09 16:00`; `edit` changes the policy's text before it is applied.
    init(
        at time: String,
        in transaction: borrowing Transaction,
        editing edit: (String) -> String = { $0 }
    ) throws {
        programme = "desk-" + UUID().uuidString.lowercased()
        now = .losAngeles(time)
        _ = try transaction.applyPolicy(edit(try Self.policyText(of: programme)), of: programme, by: "tests")
    }

    /// Works at a desk that another transaction has opened.
    init(_ programme: String, at time: String) {
        self.programme = programme
        now = .losAngeles(time)
    }

    /// The policy that ships, under another programme's name.
    static func policyText(of programme: String) throws -> String {
        let file = TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml")
        return try String(contentsOf: file, encoding: .utf8)
            .replacing("programme: archbuilder\n", with: "programme: \(programme)\n", maxReplacements: 1)
    }

    /// The policy under which only the requester's own replies count.
    static func keepingOthersReplies(_ text: String) -> String {
        text.replacing("limits:\n", with: "limits:\n  replies_by_others: keep\n")
    }

    func policy(in transaction: borrowing Transaction) throws -> Policy {
        try #require(try policies.inForce(in: transaction)[programme])
    }

    /// Puts the shipped policy in force again with another text, and answers the message that tells the fleet, which the
    /// next ``work(in:)`` delivers.
    @discardableResult
    func apply(in transaction: borrowing Transaction, editing edit: (String) -> String) throws -> OutgoingMessage {
        // A version differs from the one before, if only in a comment.
        let text = edit(try Self.policyText(of: programme)) + "# \(UUID())\n"
        let (version, _) = try transaction.applyPolicy(text, of: programme, by: "tests")
        let message = PolicyApplied(programme: programme, version: version).outgoing
        publish([message])
        return message
    }

    /// What came of one batch.
    struct Batch {
        var published: [OutgoingMessage] = []
        var rejected: [Rejection] = []

        func types() -> [String] { published.map(\.routingKey) }
    }

    /// Gives intake one batch.
    @discardableResult
    func intake(_ deliveries: [Delivery], in transaction: borrowing Transaction) throws -> Batch {
        try run(IntakeStage(policies: policies), on: deliveries, in: transaction)
    }

    @discardableResult
    func intake(_ delivery: Delivery, in transaction: borrowing Transaction) throws -> Batch {
        try intake([delivery], in: transaction)
    }

    /// Gives triage one batch.
    @discardableResult
    func triage(_ messages: [OutgoingMessage], in transaction: borrowing Transaction) throws -> Batch {
        try run(TriageStage(policies: policies), on: messages.map(Delivery.init), in: transaction)
    }

    /// Gives escalation one batch.
    @discardableResult
    func escalate(_ messages: [OutgoingMessage], in transaction: borrowing Transaction) throws -> Batch {
        try run(EscalationStage(policies: policies), on: messages.map(Delivery.init), in: transaction)
    }

    /// Lets the watcher fire what is due by now.
    @discardableResult
    func watch(in transaction: borrowing Transaction) throws -> [OutgoingMessage] {
        let fired = try DueTimers().fire(at: now, in: transaction)
        _ = try transaction.query("SELECT")
        publish(fired.outgoing)
        return fired.outgoing
    }

    /// Lets triage and escalation work until nothing waits for them.
    func work(in transaction: borrowing Transaction) throws {
        while !waiting.isEmpty {
            let messages = waiting
            waiting = []
            let ours = messages.filter { SupportTopology.queue(of: $0) == SupportTopology.Queue.triage }
            let theirs = messages.filter { SupportTopology.queue(of: $0) == SupportTopology.Queue.escalation }
            if !ours.isEmpty { try expectNone(triage(ours, in: transaction).rejected) }
            if !theirs.isEmpty { try expectNone(escalate(theirs, in: transaction).rejected) }
        }
    }

    /// Moves the time from one due timer to the next, and lets the watcher, triage and escalation do their work at each.
    ///
    /// Staffed means that whoever is called acknowledges at once, and somebody answers what is overdue.
    func pass(to time: Date, isStaffed: Bool = false, in transaction: borrowing Transaction) throws {
        try work(in: transaction)
        if isStaffed { try answer(in: transaction) }
        while let next = try transaction.nextTimer(), next <= time {
            now = max(now, next)
            try watch(in: transaction)
            try work(in: transaction)
            if isStaffed { try answer(in: transaction) }
        }
        now = time
    }

    func pass(to time: String, isStaffed: Bool = false, in transaction: borrowing Transaction) throws {
        try pass(to: .losAngeles(time), isStaffed: isStaffed, in: transaction)
    }

    private func answer(in transaction: borrowing Transaction) throws {
        var messages: [Delivery] = []
        for page in try transaction.pages(in: [.open], limit: 1000).map(\.id.uuidString) {
            messages.append(message("ack \(page)", .pageAcknowledged, PageAcknowledged(page: page, by: "lee")))
        }
        let overdue = try transaction.query(
            """
            SELECT DISTINCT ticket_id FROM clock
            WHERE metric IN ('first_response', 'next_response') AND state = 'running' AND ticket_id IN (
                SELECT ticket_id FROM clock_threshold
                WHERE metric IN ('first_response', 'next_response') AND threshold = 'breach'
            ) AND ticket_id NOT IN (
                SELECT ticket_id FROM clock
                WHERE metric = 'first_response' AND state = 'running' AND breached_at IS NULL
            )
            """
        )
        for row in overdue {
            let ticket: UUID = try row.get(0)
            messages.append(answered(UUID().uuidString, ticket.uuidString, delivered: true))
        }
        if !messages.isEmpty { try intake(messages, in: transaction) }
    }

    private func expectNone(_ rejected: [Rejection]) throws {
        try #require(rejected.isEmpty, "\(rejected)")
    }

    private func publish(_ messages: [OutgoingMessage]) {
        published += messages
        waiting += messages
    }

    private func run<Work: Stage>(
        _ stage: Work,
        on deliveries: [Delivery],
        in transaction: borrowing Transaction
    ) throws -> Batch {
        var batch = Batch()
        var envelopes: [Envelope<Work.Input>] = []
        for delivery in deliveries {
            do throws(Rejection) {
                envelopes.append(Envelope(try stage.decode(delivery), of: delivery))
            } catch {
                batch.rejected.append(error)
            }
        }
        var state = try stage.load(envelopes, at: now, in: transaction)
        var decisions: [Work.Decision] = []
        for envelope in envelopes {
            switch stage.decide(envelope, state: &state, now: now) {
            case .done(let decision, let messages):
                if let decision { decisions.append(decision) }
                batch.published += messages
            case .rejected(let rejection):
                batch.rejected.append(rejection)
            }
        }
        try stage.record(decisions, state: state, at: now, in: transaction)
        _ = try transaction.query("SELECT")  // what was queued happens, or fails, here
        publish(batch.published)
        return batch
    }
}

/// Opens a desk in a transaction that is rolled back, and checks in the end that what must always hold does.
func withDesk<Result: Sendable>(
    at time: String = "Fri 2026-01-09 10:00",
    editing edit: @escaping @Sendable (String) -> String = { $0 },
    _ body: @Sendable (Desk, borrowing Transaction) throws -> Result
) async throws -> Result {
    try await TestDatabase().rollingBack { transaction in
        let result = try body(try Desk(at: time, in: transaction, editing: edit), transaction)
        for invariant in Invariant.all where !Desk.ofTheMoment.contains(invariant.name) {
            let finding = try transaction.check(invariant)
            #expect(finding.holds, "\(finding.promise): \(finding.examples)")
        }
        return result
    }
}

extension Desk {
    /// Invariants about the fleet's time, which stands still at a desk, or about work that a test may leave undone.
    fileprivate static let ofTheMoment: Set = [
        "ticket_is_triaged", "escalation_is_decided", "notification_is_not_stuck", "timer_is_not_overdue",
        "page_has_timer", "retry_has_timer",
    ]
}

extension Delivery {
    /// A message of the fleet's own as the broker delivers it.
    init(_ message: OutgoingMessage) {
        self.init(message: message.message, exchange: message.exchange, routingKey: message.routingKey)
    }
}

extension SupportTopology {
    /// The queue that a message of the fleet's own lands in.
    static func queue(of message: OutgoingMessage) -> String? {
        all.bindings.first { $0.exchange == message.exchange && $0.routingKey == message.routingKey }?.queue
    }
}
