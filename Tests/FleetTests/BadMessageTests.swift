import AMQP
import Foundation
import Postgres
import SupportWorkers
import Testing
import TestSupport
import WorkerRuntime

extension FleetSuite {
    struct BadMessageTests {
        private static let plan = Fleet.Plan(
            copies: 2,
            settings: ["TIERLINE_MESSAGE_MAX_BYTES": "20000"],
            roleSettings: [.intake: ["TIERLINE_FAILPOINT": "decide:kill:containing=PLEASE-CRASH"]]
        )

        @Test func `each bad message is one dead letter, harms no neighbour, and goes through once it is mended`()
            async throws
        {
            try await Fleet.with(Self.plan) { fleet in
                let good = (0..<12).map { OutgoingMessage.mail("good-\($0)@example.com", subject: "Question \($0)") }
                try await send(Self.bad.map(\.message), among: good, to: fleet)
                try await fleet.waitFor("every dead letter", is: Self.bad.count, "SELECT count(*) FROM dead_letter")
                try await fleet.prove(deadLetters: Self.bad.map(\.deadLetter))
                for unit in fleet.units where unit.role != .intake {
                    #expect(await unit.ends.isEmpty, "\(unit.role.rawValue) ended, and only intake was to be killed")
                }

                try await mend(fleet)
                try await replay(Self.mendable, in: fleet)
                fleet.ledger.noteOpening(Self.mendable)
                let rest = Self.bad.filter { !Self.mendable.contains($0.message.message.messageID ?? "") }
                try await fleet.prove(deadLetters: rest.map(\.deadLetter))
            }
        }

        private func send(_ bad: [OutgoingMessage], among good: [OutgoingMessage], to fleet: Fleet) async throws {
            var mixed = good
            for (index, message) in bad.enumerated() { mixed.insert(message, at: index * 2 % mixed.count) }
            try await fleet.send(mixed + mixed, as: .bad)
            fleet.ledger.noteOpening(good.compactMap(\.message.messageID))
        }

        /// A larger limit, a policy for the programme that had none, and an intake that no longer crashes.
        private func mend(_ fleet: Fleet) async throws {
            let policy = try String(
                contentsOf: TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml"),
                encoding: .utf8
            )
            .replacing("programme: archbuilder\n", with: "programme: newcomer\n")
            .replacing("ticket_prefix: AB\n", with: "ticket_prefix: NC\n")
            try await fleet.database.applyPolicy(policy, of: "newcomer")
            for unit in fleet.units(.intake) {
                await unit.stop()
                try await unit.start(with: ["TIERLINE_FAILPOINT": "", "TIERLINE_MESSAGE_MAX_BYTES": "100000"])
            }
            try await fleet.waitUntilReady(fleet.units(.intake))
        }

        private func replay(_ keys: [String], in fleet: Fleet) async throws {
            let outbox = Outbox(
                publisher: fleet.publisher,
                database: fleet.database,
                metrics: WorkerMetrics(),
                logger: .tests
            )
            let letters = DeadLetterStore(fleet.database)
            let ids = try await letters.list(queue: "intake").filter { keys.contains($0.messageKey) }.map(\.id)
            #expect(ids.count == keys.count)
            #expect(try await letters.replay(ids, by: "lee", through: outbox) == ids.sorted())
            #expect(try await letters.replay(ids, by: "lee", through: outbox) == [])
        }
    }
}

/// A message that must become a dead letter, and why.
struct BadMessage: Sendable {
    let message: OutgoingMessage
    let queue: String
    let reason: DeadLetterReason

    init(_ message: OutgoingMessage, _ reason: DeadLetterReason, in queue: String = "intake") {
        self.message = message
        self.queue = queue
        self.reason = reason
    }

    /// As ``Fleet/prove(deadLetters:)`` names it.
    var deadLetter: String { "\(queue) \(reason.rawValue) \(message.message.messageID ?? "")" }
}

extension FleetSuite.BadMessageTests {
    /// Those that an operator can make good.
    static let mendable = ["oversized", "no-such-programme", "crash@example.com"]

    static let bad: [BadMessage] = [
        BadMessage(.inbound(Array("{\"from\":".utf8), id: "malformed", type: "message.submitted"), .undecodable),
        BadMessage(.inbound([], id: "empty", type: "message.submitted"), .undecodable),
        BadMessage(.inbound(Array("{}".utf8), id: "no-sender", type: "message.submitted"), .undecodable),
        BadMessage(.inbound(Array("{}".utf8), id: "unknown-type", type: "message.shouted"), .unsupported),
        BadMessage(.inbound([0xFF, 0xD8], id: "picture", contentType: "image/jpeg"), .unsupported),
        BadMessage(newer, .unsupported),
        BadMessage(
            .said(
                "oversized",
                MessageSubmitted(
                    from: Person(address: "ann@example.com"),
                    text: String(repeating: "long ", count: 6000)
                )
            ),
            .oversized
        ),
        BadMessage(
            .inbound(
                ContractJSON.encode(MessageSubmitted(from: Person(address: "ann@example.com"), text: "Hello")),
                id: "no-such-programme",
                type: "message.submitted",
                programme: "newcomer"
            ),
            .refused
        ),
        BadMessage(
            .agent("no-such-ticket", .agentReplied, AgentReplied(ticket: "AB-99999", agent: "kim", text: "Hello")),
            .refused
        ),
        BadMessage(
            .inbound(
                ContractJSON.encode(TicketResolved(ticket: "AB-1", agent: "mallory")),
                id: "not-theirs-to-say",
                type: "ticket.resolved"
            ),
            .refused
        ),
        BadMessage(
            .inbound(
                Array("Subject: Hello\r\n\r\nWho am I?\r\n".utf8),
                id: "mail-from-nobody",
                channel: "email",
                contentType: "message/rfc822"
            ),
            .refused
        ),
        BadMessage(.mail("crash@example.com", subject: "Question", text: "PLEASE-CRASH and burn"), .crash),
        BadMessage(event("{", id: "garbled-event", key: TicketReceived.type), .undecodable, in: "triage"),
        BadMessage(
            event("{}", id: "garbled-notification", key: "notification.email"),
            .undecodable,
            in: "notifier.email"
        ),
        BadMessage(event("{}", id: "nobodys-event", key: "nobody.listens"), .unroutable, in: "unroutable"),
    ]

    /// A message of a contract that is newer than this fleet.
    private static var newer: OutgoingMessage {
        var message = OutgoingMessage.inbound(Array("{}".utf8), id: "newer-contract", type: "message.submitted")
        message.message.headers[MessageType.contractVersionHeader] = "2.0"
        return message
    }

    private static func event(_ body: String, id: String, key: String) -> OutgoingMessage {
        OutgoingMessage(
            exchange: SupportTopology.Exchange.events,
            routingKey: key,
            message: Message(body: Array(body.utf8), contentType: "application/json", type: key, messageID: id)
        )
    }
}
