import AMQP
import Foundation
import Postgres
import SupportWorkers
import Testing
import TestSupport

extension FleetSuite {
    struct DrainTests {
        private static let plan = Fleet.Plan(settings: ["TIERLINE_PREFETCH": "16", "TIERLINE_BATCH_SIZE": "8"])

        @Test(arguments: Case.all)
        func `a worker told to end finishes what it was given and leaves the rest untouched`(
            drained: Case
        ) async throws {
            try await Fleet.with(Self.plan) { fleet in
                for unit in fleet.units(drained.role) { await unit.stop() }
                try await drained.fill(fleet)
                for unit in fleet.units(drained.role) { try await unit.start() }
                try await fleet.waitForMore(than: 0, drained.worked)
                for unit in fleet.units(drained.role) { #expect(await unit.stop() == .exited(0)) }

                try await expectNothingHalfDone(in: fleet, of: drained.queues)
                try await fleet.start()
                try await fleet.prove(deadLetters: drained.deadLetters)
            }
        }

        @Test func `all workers told to end at once do likewise`() async throws {
            try await Fleet.with(Self.plan) { fleet in
                try await fleet.send(Case.outages(600))
                try await fleet.waitForMore(than: 20, "SELECT count(*) FROM ticket WHERE triaged_at IS NOT NULL")
                let ends = await fleet.stop()
                #expect(ends.allSatisfy { $0 == .exited(0) }, "\(ends)")

                try await expectNothingHalfDone(in: fleet, of: SupportTopology.all.queues.map(\.name))
                #expect(try await fleet.count("SELECT count(*) FROM outbox") == 0)
                try await fleet.start()
                try await fleet.prove()
            }
        }

        /// What waits in queues that nobody consumes was neither worked on nor counted as delivered; there is some of it.
        private func expectNothingHalfDone(in fleet: Fleet, of queues: [String]) async throws {
            if queues.contains(SupportTopology.Queue.notifierEmail) {
                #expect(try await fleet.count("SELECT count(*) FROM notification WHERE state = 'sending'") == 0)
            }
            var waitingCount = 0
            for queue in queues {
                let waiting = try await fleet.look(into: queue)
                waitingCount += waiting.count
                #expect(waiting.allSatisfy { $0.deliveryCount == 0 && !$0.isRedelivered }, "\(queue)")
                guard let worked = Self.traces[queue] else { continue }
                let (ids, bodies) = (waiting.compactMap(\.message.messageID), waiting.map(\.message.body))
                #expect(try await fleet.count(worked(ids, bodies)) == 0, "\(queue) has messages that were worked on")
            }
            #expect(waitingCount > 0, "nothing was left: the test needs more messages")
        }

        /// How the database shows that messages that still wait in a queue were worked on, given their ids and bodies.
        private static let traces: [String: @Sendable ([String], [[UInt8]]) -> Query] = [
            SupportTopology.Queue.intake: { ids, _ in
                "SELECT count(*) FROM message WHERE source_id = ANY(\(ids))"
            },
            SupportTopology.Queue.triage: { _, bodies in
                """
                SELECT count(*) FROM ticket JOIN unnest(\(bodies)) AS event (bytes)
                    ON id = (convert_from(bytes, 'UTF8')::json ->> 'ticket')::uuid
                WHERE triaged_at IS NOT NULL
                """
            },
            SupportTopology.Queue.escalation: { _, bodies in
                """
                SELECT count(*) FROM ticket_event answer JOIN unnest(\(bodies)) AS event (bytes)
                    ON answer.ticket_id = (convert_from(bytes, 'UTF8')::json ->> 'ticket')::uuid
                    AND answer.cause = convert_from(bytes, 'UTF8')::json ->> 'cause'
                WHERE kind IN ('escalated', 'escalation_declined')
                """
            },
            SupportTopology.Queue.notifierEmail: { _, bodies in tries(bodies) },
            SupportTopology.Queue.notifierPage: { _, bodies in tries(bodies) },
            SupportTopology.Queue.unroutable: { ids, _ in
                "SELECT count(*) FROM dead_letter WHERE message_key = ANY(\(ids))"
            },
        ]

        private static func tries(_ bodies: [[UInt8]]) -> Query {
            """
            SELECT count(*) FROM notification JOIN unnest(\(bodies)) AS event (bytes)
                ON id = (convert_from(bytes, 'UTF8')::json ->> 'notification')::uuid
            WHERE attempts > 0
            """
        }
    }
}

extension FleetSuite.DrainTests {
    /// A worker that is drained while messages wait for it.
    struct Case: Sendable, CustomTestStringConvertible {
        private static let count = 300

        let role: WorkerRole
        /// The queues it consumes; the first is full when it starts.
        let queues: [String]
        /// Counts what it has done.
        let worked: Query

        var testDescription: String { role.rawValue }

        static let all = [
            Case(role: .intake, queues: [SupportTopology.Queue.intake], worked: "SELECT count(*) FROM message"),
            Case(
                role: .triage,
                queues: [SupportTopology.Queue.triage],
                worked: "SELECT count(*) FROM ticket WHERE triaged_at IS NOT NULL"
            ),
            Case(
                role: .escalation,
                queues: [SupportTopology.Queue.escalation],
                worked: "SELECT count(*) FROM ticket_event WHERE kind = 'escalated'"
            ),
            Case(
                role: .notifier,
                queues: [
                    SupportTopology.Queue.notifierPage, SupportTopology.Queue.notifierEmail,
                    SupportTopology.Queue.notifierWebhook,
                ],
                worked: "SELECT count(*) FROM notification WHERE kind = 'page' AND state = 'delivered'"
            ),
            Case(
                role: .slaWatcher,
                queues: [SupportTopology.Queue.unroutable, SupportTopology.Queue.dead],
                worked: "SELECT count(*) FROM dead_letter"
            ),
        ]

        /// Outages bring work to every queue: they are escalated and paged for.
        static func outages(_ count: Int) -> [OutgoingMessage] {
            (1...count).map { .mail("drain-\($0)@example.com", subject: "Outage \($0)", text: "All is down.") }
        }

        /// Sends what makes work for the worker; returns when all of it waits.
        func fill(_ fleet: Fleet) async throws {
            if role == .slaWatcher {
                try await fleet.send(Self.unroutable, as: .bad)
            } else {
                try await fleet.send(Self.outages(Self.count))
            }
            try await eventually("the messages waiting in \(queues[0])", within: .seconds(60)) {
                try await fleet.inspector.status(ofQueue: queues[0])?.ready ?? 0 >= Self.count
            }
        }

        var deadLetters: [String] {
            guard role == .slaWatcher else { return [] }
            return Self.unroutable.map { "unroutable unroutable \($0.message.messageID ?? "")" }
        }

        private static let unroutable = (1...count).map { number in
            OutgoingMessage(
                exchange: SupportTopology.Exchange.events,
                routingKey: "nobody.listens",
                message: Message(body: Array("{}".utf8), contentType: "application/json", messageID: "lost-\(number)")
            )
        }
    }
}

extension Fleet {
    /// What waits in a queue; it stays there, and counts as delivered once more.
    fileprivate func look(into queue: String) async throws -> [Delivery] {
        let count = try await inspector.status(ofQueue: queue)?.ready ?? 0
        guard count > 0 else { return [] }
        let broker = try BrokerConfiguration(url: servers.amqpURL)
        let consumer = Consumer(broker, queue: queue, prefetch: count, name: "fleet tests", logger: .tests)
        var seen: [Delivery] = []
        while seen.count < count { seen += try await consumer.next(upTo: count - seen.count) }
        await consumer.close()
        return seen
    }
}
