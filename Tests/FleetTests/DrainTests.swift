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
                #expect(try await fleet.servers.unacknowledgedCount() == 0)
                var waiting = 0
                for queue in SupportTopology.Queue.work {
                    let count = try await fleet.inspector.status(ofQueue: queue)?.ready ?? 0
                    try await expectUntouched(count, in: queue, of: fleet)
                    waiting += count
                }
                #expect(waiting > 0, "nothing was left: the test needs more messages")

                try await fleet.start()
                try await fleet.prove()
            }
        }

        /// Looks at what waits in a queue without taking it: no worker had it in its hands and gave it back.
        private func expectUntouched(_ count: Int, in queue: String, of fleet: Fleet) async throws {
            guard count > 0 else { return }
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
            let touched = seen.filter { $0.isRedelivered || $0.deliveryCount > 0 }
            #expect(touched.isEmpty, "\(touched.count) of \(count) in \(queue)")
        }
    }
}
