import AMQP
import Foundation
import Postgres
import SupportWorkers
import Testing
import TestSupport

extension FleetSuite {
    /// Document 003, "ArchBuilder.AI Support Workflows", over a weekend; times are those of Los Angeles.
    struct FleetDayTests {
        /// What somebody writes, and when the document wants it answered and solved.
        private struct Case: Sendable {
            let name: String
            let plan: String
            let subject: String
            let text: String
            let priority: Int
            let firstResponse: String
            let resolution: String

            var id: String { "\(name)@example.com" }

            var message: OutgoingMessage {
                .said(
                    id,
                    MessageSubmitted(
                        from: Person(address: "\(name)@example.com"),
                        subject: subject,
                        text: text,
                        plan: plan
                    )
                )
            }
        }

        private static let friday = [
            Case(
                name: "critical",
                plan: "standard",
                subject: "System outage",
                text: "Nothing loads.",
                priority: 1,
                firstResponse: "Fri 2026-01-09 17:00",
                resolution: "Fri 2026-01-09 20:00"
            ),
            Case(
                name: "high",
                plan: "standard",
                subject: "Export",
                text: "Core features are not working.",
                priority: 2,
                firstResponse: "Mon 2026-01-12 11:00",
                resolution: "Mon 2026-01-12 16:00"
            ),
            Case(
                name: "high-enterprise",
                plan: "enterprise",
                subject: "Export",
                text: "Core features are not working.",
                priority: 2,
                firstResponse: "Fri 2026-01-09 20:00",
                resolution: "Sat 2026-01-10 16:00"
            ),
            Case(
                name: "medium",
                plan: "professional",
                subject: "Import",
                text: "Importing a model gives an error.",
                priority: 3,
                firstResponse: "Mon 2026-01-12 16:00",
                resolution: "Wed 2026-01-14 16:00"
            ),
            Case(
                name: "medium-enterprise",
                plan: "enterprise",
                subject: "Import",
                text: "Importing a model gives an error.",
                priority: 3,
                firstResponse: "Sat 2026-01-10 16:00",
                resolution: "Mon 2026-01-12 16:00"
            ),
            Case(
                name: "low",
                plan: "standard",
                subject: "General question",
                text: "How do I export to PDF?",
                priority: 4,
                firstResponse: "Wed 2026-01-14 16:00",
                resolution: "Fri 2026-01-16 16:00"
            ),
        ]

        private static let saturday = [
            Case(
                name: "weekend",
                plan: "standard",
                subject: "Export",
                text: "Core features are not working.",
                priority: 2,
                firstResponse: "Mon 2026-01-12 13:00",
                resolution: "Tue 2026-01-13 09:00"
            ),
            Case(
                name: "weekend-critical",
                plan: "professional",
                subject: "Security breach",
                text: "We saw logins that are not ours.",
                priority: 1,
                firstResponse: "Sat 2026-01-10 13:00",
                resolution: "Sat 2026-01-10 16:00"
            ),
        ]

        /// Which clocks have run out by when, if nobody ever answers.
        private static let breaches: [(at: String, new: [String])] = [
            ("Fri 2026-01-09 17:05", ["critical first_response"]),
            ("Fri 2026-01-09 20:05", ["critical resolution", "high-enterprise first_response"]),
            ("Sat 2026-01-10 12:00", []),
            ("Sat 2026-01-10 13:05", ["weekend-critical first_response"]),
            (
                "Sat 2026-01-10 16:05",
                ["high-enterprise resolution", "medium-enterprise first_response", "weekend-critical resolution"]
            ),
            ("Mon 2026-01-12 10:55", []),
            ("Mon 2026-01-12 11:05", ["high first_response"]),
            ("Mon 2026-01-12 13:05", ["weekend first_response"]),
            ("Mon 2026-01-12 16:05", ["high resolution", "medium first_response", "medium-enterprise resolution"]),
            ("Tue 2026-01-13 09:05", ["weekend resolution"]),
            ("Wed 2026-01-14 16:05", ["low first_response", "medium resolution"]),
            ("Fri 2026-01-16 16:05", ["low resolution"]),
        ]

        @Test func `a weekend of tickets is due, and late, when the document says`() async throws {
            let start = "Fri 2026-01-09 16:00"
            try await Fleet.with(.init(time: .losAngeles(start))) { fleet in
                try await comeIn(Self.friday, at: start, to: fleet)
                var expected: Set<String> = []
                for (time, new) in Self.breaches {
                    try await fleet.fastForward(to: .losAngeles(time))
                    if time == "Sat 2026-01-10 12:00" { try await comeIn(Self.saturday, at: time, to: fleet) }
                    try await fleet.drain()
                    expected.formUnion(new)
                    #expect(try await breached(in: fleet) == expected, "by \(time)")
                }
                try await fleet.prove()
                try await replay(in: fleet)
            }
        }

        /// Under its own version the weekend would have gone as it went; with shorter rungs, more people are called.
        private func replay(in fleet: Fleet) async throws {
            let backtest = ["policy", "backtest", "--since", "2026-01-09", "--answered-after", "never", "--exit-code"]
            let own = ["--programme", "archbuilder", "--version", "1"]
            let (end, text) = try await fleet.tierline(backtest + own)
            #expect(end == .exited(0), "\(text)")
            #expect(text.contains("8 tickets opened"), "\(text)")

            let policy = TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml")
            let shorter = try String(contentsOf: policy, encoding: .utf8).replacing(
                "acknowledge_within: 15m",
                with: "acknowledge_within: 5m"
            )
            let file = fleet.folder.appending(path: "shorter.yaml")
            try Data(shorter.utf8).write(to: file)
            let (other, changes) = try await fleet.tierline(backtest + [file.path])
            #expect(other == .exited(1), "\(changes)")
            #expect(changes.contains(" of them would have gone otherwise."), "\(changes)")
        }

        private func comeIn(_ cases: [Case], at time: String, to fleet: Fleet) async throws {
            try await fleet.send(cases.map(\.message))
            for wanted in cases {
                let ticket = try await fleet.ticket(of: wanted.id, "being triaged") { $0.priority != nil }
                let clocks = try await fleet.clocks(of: ticket.id)
                #expect(ticket.priority == wanted.priority, "\(wanted.name)")
                // The fleet's clock runs on while a ticket comes in, and what is due then is due so much later.
                let delay = ticket.createdAt.timeIntervalSince(try .losAngeles(time))
                for (metric, due) in [("first_response", wanted.firstResponse), ("resolution", wanted.resolution)] {
                    let found = try #require(clocks[metric]?.dueAt, "\(wanted.name) has no clock for its \(metric)")
                    let difference = found.timeIntervalSince(try .losAngeles(due)) - delay
                    #expect(abs(difference) <= 1, "\(wanted.name) \(metric): due \(found), not \(due)")
                }
            }
        }

        private func breached(in fleet: Fleet) async throws -> Set<String> {
            Set(
                try await fleet.texts(
                    """
                    SELECT split_part(requester, '@', 1) || ' ' || metric FROM clock_threshold
                    JOIN ticket ON ticket.id = ticket_id
                    WHERE threshold = 'breach' AND metric IN ('first_response', 'resolution')
                    """
                )
            )
        }
    }
}
