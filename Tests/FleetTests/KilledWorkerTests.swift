import Foundation
import Postgres
import Testing
import TestSupport

extension FleetSuite {
    struct KilledWorkerTests {
        /// Both copies of one worker after another, and everyone; all of that twice.
        private static let victims = [1, 2].flatMap { _ in WorkerRole.allCases.map { [$0] } + [WorkerRole.allCases] }

        @Test func `workers killed under load, one kind after another and all at once, lose and double nothing`()
            async throws
        {
            let sink = try SMTPSink()
            defer { sink.stop() }
            let monday = try Date.losAngeles("Mon 2026-01-05 09:30")
            try await Fleet.with(.init(copies: 2, time: monday, mailServer: sink)) { fleet in
                var number = 0
                for victims in Self.victims {
                    number += 1
                    try await kill(victims, whileWorkingOn: Chunk(number: number), in: fleet)
                }
                try await fleet.drain()
                for unit in fleet.units {
                    #expect(await unit.killCount >= 2, "\(unit.role.rawValue) was not there to be killed")
                }

                // Everything that is due in four hours falls due at one instant, and those who see to it are killed.
                try await fleet.fastForward(.hours(4))
                try await fleet.waitForMore(than: 0, "SELECT count(*) FROM clock_threshold WHERE threshold = 'breach'")
                for unit in fleet.units where [.slaWatcher, .escalation].contains(unit.role) { await unit.kill() }

                try await fleet.prove()
                #expect(try await fleet.count("SELECT count(*) FROM ticket") == number * Chunk.size)
                #expect(try await fleet.count("SELECT count(*) FROM clock_threshold WHERE threshold = 'breach'") > 0)
            }
        }

        @Test(arguments: [20_260_105, 20_260_106] as [UInt64])
        func `workers killed at random moments under load lose and double nothing`(seed: UInt64) async throws {
            var random = SplitMix(seed: seed)
            let monday = try Date.losAngeles("Mon 2026-01-05 09:30")
            try await Fleet.with(.init(copies: 2, time: monday)) { fleet in
                let deadLetters = try await fleet.whileCustomersWrite("random") {
                    for _ in 0..<12 {
                        try await fleet.waitForProgress(of: .random(in: 1...30, using: &random))
                        let count = Int.random(in: 1...fleet.units.count, using: &random)
                        for unit in fleet.units.shuffled(using: &random).prefix(count) { await unit.kill() }
                        if Bool.random(using: &random) { try await fleet.fastForward(.minutes(15)) }
                    }
                    try await fleet.waitForProgress()
                }
                try await fleet.drain()
                // What was alone in its process at every kill is suspected of having caused them. It is kept, and goes
                // through once an operator asks for it.
                let (end, words) = try await fleet.tierline("dead", "replay", "--reason", "crash")
                #expect(end == .exited(0), "\(words)")
                try await fleet.drain()
                try await fleet.fastForward(.hours(2))
                try await fleet.prove(deadLetters: deadLetters)
            }
        }

        private func kill(_ roles: [WorkerRole], whileWorkingOn chunk: Chunk, in fleet: Fleet) async throws {
            let before = try await fleet.count("SELECT count(*) FROM message")
            try await fleet.send(chunk)
            try await fleet.waitForMore(than: before, "SELECT count(*) FROM message")
            try await fleet.fastForward(.minutes(20))
            for unit in fleet.units where roles.contains(unit.role) { await unit.kill() }
        }
    }
}
