import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// Item 6 of the features: a customer's tickets go to who looks after them by name.
struct AccountManagerTests {
    @Test(
        arguments: [
            (nil, nil, nil), ("Kim", nil, "Kim"), (nil, "Lee", "Lee"), ("Kim", "Lee", "Lee"),
        ] as [(String?, String?, String?)]
    )
    func `a ticket has its customer's manager, else that of the customer's domain, and is listed under them`(
        ofDomain: String?,
        own: String?,
        manager: String?
    ) async throws {
        try await withDesk { desk, transaction in
            try desk.enter("@example.com", plan: "standard", manager: ofDomain, in: transaction)
            if let own { try desk.enter("ann@example.com", plan: "standard", manager: own, in: transaction) }
            try desk.intake(desk.mail("a@example.com"), in: transaction)
            let before = try desk.ticket(in: transaction).manager
            try desk.work(in: transaction)
            var filter = TicketFilter()
            filter.programme = desk.programme
            filter.manager = manager

            #expect(before == manager)
            #expect(try desk.ticket(in: transaction).manager == manager)
            #expect(try transaction.tickets(filter).map(\.manager) == [manager])
            filter.manager = "somebody else"
            #expect(try transaction.tickets(filter).isEmpty)
        }
    }

    @Test func `whoever is named as manager stays until somebody else is, or nobody`() async throws {
        try await withDesk { desk, transaction in
            let key = MessageKey(programme: desk.programme, id: "ann@example.com")
            var managers: [String?] = []
            for said in [nil, "Kim", nil, "Lee", "", nil] {
                try transaction.setCustomer(key, name: nil, isVIP: nil, manager: said)
                managers.append(try transaction.customers([key], at: desk.now)[key]?.manager)
            }

            #expect(managers == [nil, "Kim", "Kim", "Lee", nil, nil])
        }
    }

    @Test func `a ticket is listed under the team that has it, and moves with its tier`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(plan: "standard", in: transaction)
            let number = try #require(ticket.number)
            let first = try Self.listed(under: "basic", at: desk, in: transaction)
            try desk.intake(desk.escalated("x", ticket.name), in: transaction)
            try desk.work(in: transaction)

            #expect(first == [number])
            #expect(try Self.listed(under: "basic", at: desk, in: transaction).isEmpty)
            #expect(try Self.listed(under: "technical", at: desk, in: transaction) == [number])
            let events = try desk.timeline(ticket, in: transaction)
            #expect(events.first { $0.kind == .triaged }?.data["team"] == "basic")
            #expect(events.first { $0.kind == .escalated }?.data["team"] == "technical")
        }
    }

    @Test func `another category may bring another team, and the timeline says so`() async throws {
        let teams = """
            teams:                                     # here
              desk: {name: Desk, tiers: [1], skills: [models]}
              money: {name: Accounts, tiers: [1], skills: [invoices]}

            """
        try await withDesk(editing: {
            $0.replacing("teams:                                     #", with: teams + "# ", maxReplacements: 1)
                .replacing("    issue_type: billing\n", with: "    issue_type: billing\n    skills: [invoices]\n")
        }) { desk, transaction in
            let ticket = try desk.open(plan: "standard", in: transaction)
            try desk.intake(desk.prioritised("x", ticket.name, "P3", category: "billing"), in: transaction)

            let said = try desk.timeline(ticket, in: transaction).last { $0.kind == .prioritised }
            #expect(ticket.team == "desk")
            #expect(try desk.ticket(in: transaction).team == "money")
            #expect(said?.data["from_team"] == "desk" && said?.data["to_team"] == "money")
        }
    }

    /// The numbers of the tickets that a team has.
    private static func listed(under team: String, at desk: Desk, in transaction: borrowing Transaction) throws -> [Int]
    {
        var filter = TicketFilter()
        filter.programme = desk.programme
        filter.team = team
        return try transaction.tickets(filter).map(\.number)
    }
}
