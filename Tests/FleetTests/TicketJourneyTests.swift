import Foundation
import Postgres
import SupportDomain
import SupportWorkers
import Testing
import TestSupport

extension FleetSuite {
    struct TicketJourneyTests {
        private static let ann = "ann@example.com"
        private static let first = "way-1@example.com"

        @Test func `a ticket goes its whole way, from a mail to a reopening, with everyone told`() async throws {
            try await Fleet.with(.init(time: .losAngeles("Wed 2026-01-07 10:00"))) { fleet in
                let ticket = try await isTakenIn(fleet)
                try await runsLate(ticket, in: fleet)
                try await isPaged(fleet)
                try await isAnswered(ticket, in: fleet)
                try await isSolvedAndReopened(ticket, in: fleet)
                try await fleet.prove()
            }
        }

        private func isTakenIn(_ fleet: Fleet) async throws -> TicketView {
            try await fleet.send(
                .mail(Self.first, subject: "Export", text: "Core features are not working since this morning.")
            )
            let ticket = try await fleet.ticket(of: Self.first, "being triaged") { $0.priority != nil }

            #expect(ticket.status == "open")
            #expect(ticket.priority == 2)
            #expect(ticket.tier == 1)
            #expect(ticket.category == "technical")
            try await eventually("the acknowledgement") { try fleet.mails(to: Self.ann).count == 1 }
            let mail = try #require(try fleet.mails(to: Self.ann).first)
            #expect(mail.subject == "[\(ticket.name)] Export")
            #expect(mail.text.contains("An answer by: Wed 7 Jan 2026 14:00 (America/Los_Angeles)"))
            try await fleet.drain()
            let clocks = try await fleet.clocks(of: ticket.id)
            #expect(clocks["acknowledgement"]?.state == "fulfilled")
            for metric in ["first_response", "resolution", "time_at_tier"] {
                #expect(clocks[metric]?.state == "running", "\(metric)")
            }
            return ticket
        }

        private func runsLate(_ ticket: TicketView, in fleet: Fleet) async throws {
            try await fleet.fastForward(to: .losAngeles("Wed 2026-01-07 13:10"))  // 75 % of 4 hours
            try await fleet.waitForEvent("clock_warned", on: ticket.id)
            #expect(try await fleet.clocks(of: ticket.id)["first_response"]?.isBreached == false)

            let due = try #require(try await fleet.clocks(of: ticket.id)["first_response"]?.dueAt)
            try await fleet.fastForward(to: due - 2)
            try await fleet.waitForEvent("clock_breached", on: ticket.id)
            try await expectNoDelay(of: "breach", on: ticket, in: fleet)
            try await fleet.waitForEvent("escalated", on: ticket.id)
            try await fleet.drain()

            let moved = try await fleet.ticket(of: Self.first, "being escalated") { $0.tier == 2 }
            #expect(moved.status == "open")
            #expect(try await fleet.clocks(of: ticket.id)["next_response"]?.state == "running")
            #expect(try fleet.mails(to: Self.ann).count == 2)
            let mail = try #require(try fleet.mails(to: Self.ann).first { $0.text.contains("Technical Support") })
            // The 4 business hours of its priority, which are stricter than tier 2's 8: they end with the day.
            #expect(mail.text.contains("hear from us by: Thu 8 Jan 2026 09:00"))
        }

        /// Whatever is awaited while nothing else happens is seen within a second of its time, and never before.
        private func expectNoDelay(of threshold: String, on ticket: TicketView, in fleet: Fleet) async throws {
            let punctual = try await fleet.count(
                """
                SELECT count(*) FROM clock_threshold WHERE ticket_id = \(ticket.id) AND metric = 'first_response'
                    AND threshold = \(threshold) AND detected_at BETWEEN due_at AND due_at + interval '1 s'
                """
            )
            #expect(punctual == 1, "it was seen before its time, or more than a second after")
        }

        private func isPaged(_ fleet: Fleet) async throws {
            #expect(try fleet.mails(to: "tier2-oncall@archbuilder.app").count { $0.text.contains("needs") } == 1)

            // Nobody answers for half an hour: the last resort is called, and answers.
            try await fleet.fastForward(.minutes(31))
            try await eventually("the last resort being called", within: .seconds(60)) {
                try fleet.mails(to: "support-lead@archbuilder.app").count == 1
            }
            let page = try #require(try await fleet.texts("SELECT id::text FROM page WHERE state = 'open'").first)
            let answer = PageAcknowledged(page: page, by: "lee")
            try await fleet.send(.agent("way-page", .pageAcknowledged, answer), as: .following(Self.first))
            try await fleet.waitFor("the page being answered", "SELECT count(*) FROM page WHERE state = 'acknowledged'")
            try await fleet.fastForward(.hours(1))
            try await fleet.drain()
            #expect(try fleet.mails(to: "support-lead@archbuilder.app").count == 1)
        }

        private func isAnswered(_ ticket: TicketView, in fleet: Fleet) async throws {
            let answer = AgentReplied(ticket: ticket.name, agent: "kim", text: "We are on it.")
            try await fleet.send(.agent("way-answer", .agentReplied, answer), as: .following(Self.first))
            try await fleet.waitForEvent("agent_replied", on: ticket.id)
            try await fleet.drain()

            let clocks = try await fleet.clocks(of: ticket.id)
            #expect(clocks["first_response"]?.state == "fulfilled")
            #expect(clocks["next_response"]?.state == "fulfilled")
            #expect(clocks["resolution"]?.state == "running")
            let mail = try #require(try fleet.mails(to: Self.ann).first { $0.text.contains("We are on it.") })

            // The customer answers our mail, and the answer finds its ticket by our Message-ID.
            let id = mail.messageID.trimmingCharacters(in: ["<", ">"])
            try await fleet.send(
                .mail("way-2@example.com", subject: "Re: something else", inReplyTo: id),
                as: .following(Self.first)
            )
            let joined = try await fleet.ticket(of: "way-2@example.com", "being kept")
            #expect(joined.id == ticket.id)
            try await fleet.drain()
            #expect(try await fleet.clocks(of: ticket.id)["next_response"]?.state == "running")
        }

        private func isSolvedAndReopened(_ ticket: TicketView, in fleet: Fleet) async throws {
            let solved = TicketResolved(ticket: ticket.name, agent: "kim", text: "Version 4.2 mends it.")
            try await fleet.send(.agent("way-solved", .ticketResolved, solved), as: .following(Self.first))
            _ = try await fleet.ticket(of: Self.first, "being resolved") { $0.status == "resolved" }
            try await fleet.drain()
            #expect(try await fleet.clocks(of: ticket.id).values.allSatisfy { $0.state != "running" })
            #expect(try fleet.mails(to: Self.ann).contains { $0.text.contains("Version 4.2 mends it.") })

            try await fleet.send(
                .mail("way-3@example.com", subject: "Re: [\(ticket.name)] Export", text: "It does not."),
                as: .following(Self.first)
            )
            let reopened = try await fleet.ticket(of: "way-3@example.com", "being reopened") { $0.reopenCount == 1 }
            #expect(reopened.id == ticket.id)
            #expect(reopened.status == "open")
            try await fleet.drain()
            #expect(try await fleet.clocks(of: ticket.id)["resolution"]?.state == "running")
        }
    }
}
