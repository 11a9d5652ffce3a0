import Foundation
import Postgres
import Testing
import TestSupport

extension FleetSuite {
    struct ServerOutageTests {
        @Test func `a broker and a database that go away and come back cost nothing`() async throws {
            let monday = try Date.losAngeles("Mon 2026-01-05 09:30")
            try await Fleet.with(.init(servers: .own, time: monday)) { fleet in
                try await fleet.send(Chunk(number: 1))
                // Critical: their clocks give their first warning after 45 minutes.
                try await fleet.waitForMore(than: 0, "SELECT count(*) FROM ticket WHERE priority = 1")
                try await fleet.servers.withoutBroker {
                    try await fleet.waitFor(
                        "every worker saying that it is not ready",
                        is: WorkerRole.allCases.count,
                        "SELECT count(*) FROM worker_presence WHERE NOT is_ready"
                    )
                    // Clocks run on while the broker is away, and what they say waits in the outbox.
                    try await fleet.fastForward(.minutes(50))
                    try await fleet.waitForMore(than: 0, "SELECT count(*) FROM clock_threshold")
                }
                try await fleet.send(Chunk(number: 2))
                try await fleet.drain()

                try await fleet.send(Chunk(number: 3))
                try await fleet.waitForMore(
                    than: 2 * Chunk.size,
                    "SELECT count(*) FROM ticket"
                )
                try await fleet.servers.withoutDatabase {
                    try await fleet.send(Chunk(number: 4))
                }
                try await fleet.drain()
                try await fleet.fastForward(.hours(2))

                try await fleet.prove()
                #expect(try await fleet.count("SELECT count(*) FROM ticket") == 4 * Chunk.size)
                #expect(try await fleet.count("SELECT count(*) FROM dead_letter") == 0)
                for unit in fleet.units {
                    #expect(await unit.ends.isEmpty, "\(unit.role.rawValue) ended instead of waiting")
                }
            }
        }
    }
}
