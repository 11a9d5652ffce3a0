import AMQP
import Foundation
import Postgres
import Testing
import TestSupport

extension FleetSuite {
    struct BrokerAlarmTests {
        @Test func `a broker that runs out of memory under load and recovers costs nothing`() async throws {
            let monday = try Date.losAngeles("Mon 2026-01-05 09:30")
            try await Fleet.with(.init(servers: .own, copies: 2, time: monday)) { fleet in
                let deadLetters = try await fleet.whileCustomersWrite("alarm") {
                    for _ in 0..<2 {
                        try await fleet.waitForProgress()
                        try await fleet.servers.withMemoryAlarm {
                            // Clocks run on, and what they say cannot be published.
                            try await fleet.fastForward(.minutes(50))
                            try await eventually("customers being held up") { fleet.publisher.isBlocked }
                            try await fleet.waitFor(
                                "both watchers saying that they are not ready",
                                is: 2,
                                "SELECT count(*) FROM worker_presence WHERE worker = 'sla-watcher' AND NOT is_ready"
                            )
                            try await fleet.waitForMore(than: 0, "SELECT count(*) FROM outbox")
                        }
                        try await fleet.waitUntilReady(fleet.units)
                    }
                    try await fleet.waitForProgress()
                }
                try await fleet.drain()
                try await fleet.fastForward(.hours(2))
                try await fleet.prove(deadLetters: deadLetters)
                for unit in fleet.units { #expect(await unit.ends.isEmpty, "\(unit.role.rawValue) ended") }
            }
        }
    }
}
