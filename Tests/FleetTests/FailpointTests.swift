import AMQP
import Foundation
import Postgres
import Testing
import TestSupport
import WorkerRuntime

extension FleetSuite {
    struct FailpointTests {
        /// The workers that pass a point while the messages of ``stimulus(_:)`` go through the fleet.
        private static func workers(passing point: Failpoints.Point) -> [WorkerRole] {
            switch point {
            case .afterDeliver, .afterPublishBeforeAck, .afterAck: [.intake, .triage, .escalation, .notifier]
            case .decode, .afterLoad, .decide, .afterDecide: [.intake, .triage, .escalation]
            case .beforeCommit, .afterCommitBeforePublish, .midPublish: [.intake, .triage, .slaWatcher, .escalation]
            case .afterIntent, .afterDelivery: [.notifier]
            }
        }

        /// Outages at once bring work to every worker: they are escalated and paged for.
        private static func stimulus(_ point: Failpoints.Point) -> [OutgoingMessage] {
            (1...8).map { .mail("\(point.rawValue)-\($0)@example.com", subject: "Outage \($0)", text: "All is down.") }
        }

        /// One fleet for all points, because starting one takes longer than what is tested.
        @Test func `a worker killed at any point of its work has lost and doubled nothing when it is back`()
            async throws
        {
            try await Fleet.with(.init(time: .losAngeles("Mon 2026-01-05 09:30"))) { fleet in
                for point in Failpoints.Point.allCases {
                    try await killAll(at: point, in: fleet)
                }
                #expect(try await fleet.count("SELECT count(*) FROM ticket") == 8 * Failpoints.Point.allCases.count)
            }
        }

        private func killAll(at point: Failpoints.Point, in fleet: Fleet) async throws {
            let victims = Self.workers(passing: point).flatMap(fleet.units)
            for unit in victims { await unit.stop() }
            // Queued before anybody is there to take them, so that each worker gets several at once.
            try await fleet.send(Self.stimulus(point))
            if Self.workers(passing: point).contains(.slaWatcher) { try await fleet.fastForward(.hours(2)) }
            var before: [Int] = []
            for unit in victims {
                before.append(await unit.killCount)
                try await unit.start(with: ["TIERLINE_FAILPOINT": "\(point.rawValue):kill"], onlyOnce: true)
            }
            for (unit, count) in zip(victims, before) {
                try await eventually("\(unit.role.rawValue) being killed at \(point.rawValue)", within: .seconds(60)) {
                    await unit.killCount > count
                }
            }
            do {
                try await fleet.prove()
            } catch {
                throw TestSupportError("after a kill at \(point.rawValue): \(error)")
            }
        }
    }
}
