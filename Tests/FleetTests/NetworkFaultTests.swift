import Foundation
import Postgres
import Testing
import TestSupport

extension FleetSuite {
    struct NetworkFaultTests {
        /// The server to which the way fails.
        enum Server: String, CaseIterable, Sendable { case broker, database }

        private static let faults: [TCPProxy.Condition] = [.cut, .stalled, .withoutAnswers]

        @Test(arguments: Server.allCases)
        func `a network that resets, breaks off, swallows or forgets costs nothing`(
            server: Server
        ) async throws {
            let plan = Fleet.Plan(
                copies: 2,
                settings: ["TIERLINE_DATABASE_DEADLINE_SECONDS": "3"],
                heartbeat: 2,
                isNetworkFrail: true,
                time: try .losAngeles("Mon 2026-01-05 09:30")
            )
            try await Fleet.with(plan) { fleet in
                let network = try #require(fleet.network)
                let way = server == .broker ? network.broker : network.database
                let deadLetters = try await fleet.whileCustomersWrite("network") {
                    for _ in 0..<3 {
                        try await fleet.waitForProgress()
                        way.reset()
                    }
                    for fault in Self.faults {
                        try await fleet.waitForProgress()
                        way.become(fault)
                        try await fleet.fastForward(.minutes(25))
                        try await waitUntilNoticed(fleet, server)
                        if fault == .withoutAnswers { way.forget() }
                        way.become(.sound)
                        try await fleet.waitUntilReady(fleet.units)
                    }
                    try await fleet.waitForProgress()
                }
                try await fleet.drain()
                try await fleet.fastForward(.hours(2))
                try await fleet.prove(deadLetters: deadLetters)
                #expect(try await fleet.count("SELECT count(*) FROM clock_threshold WHERE threshold = 'breach'") > 0)
                if server == .database {
                    #expect(try fleet.logged("runs on its own").isEmpty, "it was taken for the fault of a message")
                }
                for unit in fleet.units { #expect(await unit.ends.isEmpty, "\(unit.role.rawValue) ended") }
            }
        }

        /// Returns when every worker knows: it says that it is not ready, or could say nothing for as long as a batch may
        /// take at the most.
        private func waitUntilNoticed(_ fleet: Fleet, _ server: Server) async throws {
            try await fleet.waitFor(
                "every worker noticing that the \(server.rawValue) is away",
                is: 0,
                server == .broker
                    ? "SELECT count(*) FROM worker_presence WHERE is_ready"
                    : "SELECT count(*) FROM worker_presence WHERE seen_at > now() - interval '4 s'"
            )
        }
    }
}
