import Foundation
import Postgres
import Testing
import TestSupport

extension FleetSuite {
    struct LostConnectionTests {
        @Test func `connections that the servers end again and again, under load, cost nothing`() async throws {
            let monday = try Date.losAngeles("Mon 2026-01-05 09:30")
            try await Fleet.with(.init(copies: 2, time: monday)) { fleet in
                let deadLetters = try await fleet.whileCustomersWrite("ended") {
                    for _ in 0..<5 {
                        try await fleet.waitForProgress(of: 20)
                        try await fleet.servers.closeBrokerConnections()
                        try await fleet.waitForProgress(of: 20)
                        try await endDatabaseConnections(of: fleet)
                        try await fleet.fastForward(.minutes(10))
                    }
                    // All at once, and again before anybody can have got far.
                    for _ in 0..<5 {
                        try await fleet.servers.closeBrokerConnections()
                        try await endDatabaseConnections(of: fleet)
                    }
                    try await fleet.waitForProgress()
                }
                try await fleet.drain()
                try await fleet.fastForward(.hours(2))
                try await fleet.prove(deadLetters: deadLetters)
                #expect(try await fleet.count("SELECT count(*) FROM clock_threshold WHERE threshold = 'breach'") > 0)
                for unit in fleet.units { #expect(await unit.ends.isEmpty, "\(unit.role.rawValue) ended") }
            }
        }

        @Test func `a broker that is killed, or restarts within its node, under load costs nothing`() async throws {
            let monday = try Date.losAngeles("Mon 2026-01-05 09:30")
            try await Fleet.with(.init(servers: .own, copies: 2, time: monday)) { fleet in
                let deadLetters = try await fleet.whileCustomersWrite("killed") {
                    try await fleet.waitForProgress()
                    try await fleet.servers.withBrokerKilled { try await fleet.fastForward(.minutes(25)) }
                    try await fleet.waitUntilReady(fleet.units)
                    try await fleet.waitForProgress()
                    try await fleet.servers.withBrokerApplicationStopped { try await fleet.fastForward(.minutes(25)) }
                    try await fleet.waitUntilReady(fleet.units)
                    try await fleet.waitForProgress()
                }
                try await fleet.drain()
                try await fleet.fastForward(.hours(2))
                try await fleet.prove(deadLetters: deadLetters)
                #expect(try await fleet.count("SELECT count(*) FROM clock_threshold WHERE threshold = 'breach'") > 0)
                for unit in fleet.units { #expect(await unit.ends.isEmpty, "\(unit.role.rawValue) ended") }
            }
        }

        /// Ends every worker's connection to the database, from the server's side.
        private func endDatabaseConnections(of fleet: Fleet) async throws {
            _ = try await fleet.database.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name LIKE 'tierline-%'
                    AND application_name <> 'tierline-tests'
                """
            )
        }
    }
}
