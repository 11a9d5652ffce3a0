import AMQP
import Foundation
import Postgres
import SupportWorkers
import Testing
import TestSupport

extension FleetSuite {
    struct DrainTests {
        private static let plan = Fleet.Plan(settings: ["TIERLINE_PREFETCH": "16", "TIERLINE_BATCH_SIZE": "8"])

        @Test func `workers told to end finish what they were given and leave the rest untouched`() async throws {
            try await Fleet.with(Self.plan) { fleet in
                let mails = (1...1500).map { number in
                    OutgoingMessage.mail("drain-\(number)@example.com", subject: "Question \(number)")
                }
                try await fleet.send(mails)
                try await fleet.waitForMore(than: 20, "SELECT count(*) FROM ticket WHERE triaged_at IS NOT NULL")

                let ends = await fleet.stop()
                #expect(ends.allSatisfy { $0 == .exited(0) }, "\(ends)")
                #expect(try await fleet.count("SELECT count(*) FROM outbox") == 0)
                #expect(try await fleet.count("SELECT count(*) FROM notification WHERE state = 'sending'") == 0)
                var waitingCount = 0
                for (queue, workedOn) in Self.traces {
                    let waiting = try await look(into: queue, of: fleet)
                    waitingCount += waiting.count
                    let ids = waiting.compactMap(\.message.messageID)
                    let bodies = waiting.map(\.message.body)
                    #expect(
                        try await fleet.count(workedOn(ids, bodies)) == 0,
                        "\(queue) has messages that were worked on"
                    )
                    // What is on its way when a subscription ends comes back, and RabbitMQ counts it as delivered once.
                    #expect(waiting.allSatisfy { $0.deliveryCount <= 1 }, "\(queue)")
                }
                #expect(waitingCount > 0, "nothing was left: the test needs more messages")

                try await fleet.start()
                try await fleet.prove()
            }
        }

        /// How the database shows that messages that still wait in a queue were worked on, given their ids and bodies.
        private static let traces: [(String, @Sendable ([String], [[UInt8]]) -> Query)] = [
            (SupportTopology.Queue.intake, { ids, _ in "SELECT count(*) FROM message WHERE source_id = ANY(\(ids))" }),
            (
                SupportTopology.Queue.triage,
                { _, bodies in
                    """
                    SELECT count(*) FROM ticket JOIN unnest(\(bodies)) AS event (bytes)
                        ON id = (convert_from(bytes, 'UTF8')::json ->> 'ticket')::uuid
                    WHERE triaged_at IS NOT NULL
                    """
                }
            ),
            (
                SupportTopology.Queue.notifierEmail,
                { _, bodies in
                    """
                    SELECT count(*) FROM notification JOIN unnest(\(bodies)) AS event (bytes)
                        ON id = (convert_from(bytes, 'UTF8')::json ->> 'notification')::uuid
                    WHERE attempts > 0
                    """
                }
            ),
        ]

        /// What waits in a queue; it stays there.
        private func look(into queue: String, of fleet: Fleet) async throws -> [Delivery] {
            let count = try await fleet.inspector.status(ofQueue: queue)?.ready ?? 0
            guard count > 0 else { return [] }
            let consumer = Consumer(
                try BrokerConfiguration(url: fleet.servers.amqpURL),
                queue: queue,
                prefetch: count,
                name: "fleet tests",
                logger: .tests
            )
            var seen: [Delivery] = []
            while seen.count < count { seen += try await consumer.next(upTo: count - seen.count) }
            await consumer.close()
            return seen
        }
    }
}
