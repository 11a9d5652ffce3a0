import AMQP
import Foundation
import Postgres
import SupportWorkers
import Testing
import TestSupport

extension FleetSuite {
    struct SuspendedWorkerTests {
        @Test func `workers that stand still past their heartbeat and then go on cost nothing`() async throws {
            let monday = try Date.losAngeles("Mon 2026-01-05 09:30")
            try await Fleet.with(.init(copies: 2, heartbeat: 2, time: monday)) { fleet in
                let deadLetters = try await fleet.whileCustomersWrite("suspended") {
                    try await fleet.waitForProgress()
                    for copy in [0, 1] {
                        let half = WorkerRole.allCases.map { fleet.units($0)[copy] }
                        for unit in half { await unit.suspend() }
                        try await fleet.fastForward(.minutes(50))
                        try await waitForConsumers(1, of: fleet)
                        try await fleet.waitForProgress()
                        for unit in half { await unit.resume() }
                        try await waitForConsumers(2, of: fleet)
                        try await fleet.waitForProgress()
                    }
                }
                try await fleet.drain()
                try await fleet.fastForward(.hours(2))
                try await fleet.prove(deadLetters: deadLetters)
                #expect(try await fleet.count("SELECT count(*) FROM clock_threshold WHERE threshold = 'breach'") > 0)
                for unit in fleet.units { #expect(await unit.ends.isEmpty, "\(unit.role.rawValue) ended") }
            }
        }

        /// Returns when the broker counts so many consumers of each queue: it gives up those that say nothing.
        private func waitForConsumers(_ count: Int, of fleet: Fleet) async throws {
            for queue in SupportTopology.all.queues {
                try await eventually("\(count) consumers of \(queue.name)", within: .seconds(60)) {
                    try await fleet.inspector.status(ofQueue: queue.name)?.consumers == count
                }
            }
        }
    }
}
