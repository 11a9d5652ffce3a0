import Foundation
import SupportDomain
import Testing

/// What happens to a ticket, and what each kind of clock makes of it: the rules R6 to R11, and what helpdesks do.
struct LifecycleTests {
    /// A rule, what happens by it to a ticket that came in on Monday at `openedAt`, and what its clocks of a metric are.
    struct Row: CustomTestStringConvertible, Sendable {
        let rule: String
        var openedAt = "09:00"
        let steps: [(Lifetime.Step, String)]
        let expected: [String]

        init(_ rule: String, openedAt: String = "09:00", _ steps: [(Lifetime.Step, String)], _ expected: [String]) {
            self.rule = rule
            self.openedAt = openedAt
            self.steps = steps
            self.expected = expected
        }

        var testDescription: String { rule }
    }

    private func expect(_ row: Row, of metric: Metric, under policy: Policy) {
        var life = Lifetime(openedAt: row.openedAt, under: policy)
        for (step, time) in row.steps { life.happens(step, at: time) }

        #expect(life.clocks(metric) == row.expected)
    }

    @Test(arguments: [
        Row(
            "an automatic acknowledgement is enough",
            [(.triage, "09:01"), (.acknowledgement, "09:10")],
            ["fulfilled 09:00 to 09:10"]
        ),
        Row("an answer is one, too", [(.triage, "09:01"), (.answer, "09:20")], ["fulfilled 09:00 to 09:20"]),
        Row("a note is none", [(.triage, "09:01"), (.note, "09:20")], ["running 09:00, due 10:00"]),
        Row(
            "R6: a late one is on record",
            [(.triage, "09:01"), (.acknowledgement, "10:00:01")],
            ["fulfilled 09:00 to 10:00:01, missed 10:00:01"]
        ),
    ])
    func acknowledgement(row: Row) throws {
        expect(row, of: .acknowledgement, under: try Lifetime.policy(Lifetime.ordinary))
    }

    @Test(arguments: [
        Row("it counts from receipt, not from triage", [(.triage, "09:30")], ["running 09:00, due 11:00"]),
        Row(
            "an agent's public answer satisfies it",
            [(.triage, "09:01"), (.answer, "10:00")],
            ["fulfilled 09:00 to 10:00"]
        ),
        Row(
            "an answer before triage satisfies it",
            [(.answer, "09:20"), (.triage, "09:30")],
            ["fulfilled 09:00 to 09:20"]
        ),
        Row(
            "the automatic acknowledgement does not",
            [(.triage, "09:01"), (.acknowledgement, "09:10")],
            ["running 09:00, due 11:00"]
        ),
        Row("a note does not", [(.triage, "09:01"), (.note, "10:00")], ["running 09:00, due 11:00"]),
        Row(
            "more from the customer does not move it",
            [(.triage, "09:01"), (.customer, "10:00")],
            ["running 09:00, due 11:00"]
        ),
        Row(
            "R6: in the due second is in time",
            [(.triage, "09:01"), (.answer, "11:00")],
            ["fulfilled 09:00 to 11:00"]
        ),
        Row(
            "R6: a second later is late",
            [(.triage, "09:01"), (.answer, "11:00:01")],
            ["fulfilled 09:00 to 11:00:01, missed 11:00:01"]
        ),
        Row(
            "R6: after the close at which it was due, with nothing counted since, is in time",
            openedAt: "15:00",
            [(.triage, "15:01"), (.watch, "18:00"), (.answer, "22:00")],
            ["fulfilled 15:00 to 22:00"]
        ),
        Row(
            "R6: in the next day's first second too",
            openedAt: "15:00",
            [(.triage, "15:01"), (.watch, "Tue 2026-01-06 09:00"), (.answer, "Tue 2026-01-06 09:00")],
            ["fulfilled 15:00 to Tue 09:00"]
        ),
        Row(
            "R6: and no more a second later",
            openedAt: "15:00",
            [(.triage, "15:01"), (.answer, "Tue 2026-01-06 09:00:01")],
            ["fulfilled 15:00 to Tue 09:00:01, missed Tue 09:00:01"]
        ),
        Row(
            "R7: waiting does not stop it",
            [(.triage, "09:01"), (.waitForCustomer, "09:30")],
            ["running 09:00, due 11:00"]
        ),
        Row(
            "solved in words is answered",
            [(.triage, "09:01"), (.resolveInWords, "10:00")],
            ["fulfilled 09:00 to 10:00"]
        ),
        Row(
            "solved without a word is not answered, and no answer is owed any more",
            [(.triage, "09:01"), (.resolve, "10:00")],
            ["cancelled 09:00 to 10:00"]
        ),
        Row(
            "R11: a breach stays when the ticket is opened again",
            [(.triage, "09:01"), (.answer, "12:00"), (.resolve, "12:30"), (.reopen, "13:00")],
            ["fulfilled 09:00 to 12:00, missed 11:00:01"]
        ),
    ])
    func `first response`(row: Row) throws {
        expect(row, of: .firstResponse, under: try Lifetime.policy(Lifetime.ordinary))
    }

    @Test(arguments: [
        Row("nothing waits for it before the first response", [(.triage, "09:01"), (.customer, "09:30")], []),
        Row(
            "it counts from the oldest word that nobody answered",
            [(.triage, "09:01"), (.answer, "09:30"), (.customer, "10:00"), (.customer, "10:30")],
            ["running 10:00, due 12:00"]
        ),
        Row(
            "each wait is a cycle of its own",
            [(.triage, "09:01"), (.answer, "09:30"), (.customer, "10:00"), (.answer, "10:20"), (.customer, "11:00")],
            ["fulfilled 10:00 to 10:20", "running 11:00, due 13:00"]
        ),
        Row(
            "a third party's word is a word of the customer",
            [(.triage, "09:01"), (.answer, "09:30"), (.thirdParty, "10:00")],
            ["running 10:00, due 12:00"]
        ),
        Row(
            "an absence note is none",
            [(.triage, "09:01"), (.answer, "09:30"), (.absenceNote, "10:00")],
            []
        ),
        Row(
            "a note satisfies nothing",
            [(.triage, "09:01"), (.answer, "09:30"), (.customer, "10:00"), (.note, "10:30")],
            ["running 10:00, due 12:00"]
        ),
        Row(
            "what was said after an answer and before triage is waited for from then on",
            [(.answer, "09:10"), (.customer, "09:20"), (.triage, "09:30")],
            ["running 09:20, due 11:20"]
        ),
        Row(
            "R11: the word that opens a ticket again begins a cycle",
            [(.triage, "09:01"), (.resolve, "12:00"), (.customer, "14:00")],
            ["running 14:00, due 16:00"]
        ),
        Row(
            "R11: being opened again by an agent begins none",
            [(.triage, "09:01"), (.resolve, "12:00"), (.reopen, "14:00")],
            []
        ),
    ])
    func `next response`(row: Row) throws {
        expect(row, of: .nextResponse, under: try Lifetime.policy(Lifetime.ordinary))
    }

    @Test(arguments: [
        Row(
            "R8: while a pause is open it is not due",
            [(.triage, "09:01"), (.waitForCustomer, "10:00")],
            ["paused 09:00"]
        ),
        Row(
            "R7: the time of a pause does not count",
            [(.triage, "09:01"), (.waitForCustomer, "10:00"), (.customer, "12:00")],
            ["running 09:00, due Wed 11:00"]
        ),
        Row(
            "a word from the customer does not end the wait for a vendor",
            [(.triage, "09:01"), (.waitForVendor, "10:00"), (.customer, "12:00")],
            ["paused 09:00"]
        ),
        Row(
            "saying again that it waits changes nothing",
            [(.triage, "09:01"), (.waitForCustomer, "10:00"), (.waitForCustomer, "11:00"), (.customer, "12:00")],
            ["running 09:00, due Wed 11:00"]
        ),
        Row(
            "time for which it waited before triage does not count",
            [(.waitForCustomer, "09:00"), (.customer, "10:00"), (.triage, "10:30")],
            ["running 09:00, due Wed 10:00"]
        ),
        Row(
            "nor does time for which it waited before triage and after",
            [(.waitForCustomer, "09:00"), (.triage, "11:00"), (.customer, "12:00")],
            ["running 09:00, due Wed 12:00"]
        ),
        Row("what never waited counts from receipt", [(.triage, "12:00")], ["running 09:00, due Tue 17:00"]),
        Row(
            "one that waits still when triage sees it begins paused",
            [(.waitForCustomer, "09:00"), (.triage, "10:00")],
            ["paused 09:00"]
        ),
        Row(
            "closing it later does not move the time of the solution",
            [(.triage, "09:01"), (.resolve, "12:00"), (.close, "Tue 2026-01-06 12:00")],
            ["fulfilled 09:00 to 12:00"]
        ),
        Row(
            "closing what is not solved solves nothing",
            [(.triage, "09:01"), (.close, "12:00")],
            ["cancelled 09:00 to 12:00"]
        ),
        Row("nor does it before triage", [(.close, "09:20"), (.triage, "09:30")], ["cancelled 09:00 to 09:20"]),
        Row(
            "solved before triage is solved then",
            [(.resolve, "09:20"), (.triage, "09:30")],
            ["fulfilled 09:00 to 09:20"]
        ),
        Row(
            "R11: opened again, it goes on without the time for which it was solved",
            [(.triage, "09:01"), (.resolve, "12:00"), (.customer, "Tue 2026-01-06 10:00")],
            ["running 09:00, due Wed 15:00"]
        ),
        Row(
            "R11: also after it was closed in between",
            [
                (.triage, "09:01"), (.resolve, "12:00"), (.close, "14:00"), (.reopen, "Tue 2026-01-06 10:00"),
            ],
            ["running 09:00, due Wed 15:00"]
        ),
        Row(
            "R11: its breach stays",
            [(.triage, "09:01"), (.resolve, "Wed 2026-01-07 10:00"), (.reopen, "Wed 2026-01-07 12:00")],
            ["running 09:00, due Tue 17:00, missed Wed 09:00:01"]
        ),
    ])
    func resolution(row: Row) throws {
        expect(row, of: .resolution, under: try Lifetime.policy(Lifetime.ordinary))
    }

    @Test func `closing it later does not move the time of the solution, as reports read it`() throws {
        var life = Lifetime(openedAt: "09:00", under: try Lifetime.policy(Lifetime.ordinary))
        life.happens(.triage, at: "09:01")
        life.happens(.resolve, at: "12:00")
        let solvedAt = life.ticket.resolvedAt
        life.happens(.close, at: "Tue 2026-01-06 12:00")

        #expect(solvedAt == .berlin("Mon 2026-01-05 12:00"))
        #expect(life.ticket.resolvedAt == solvedAt)
    }

    @Test(arguments: [
        Row("it counts from the arrival at the tier", [(.triage, "09:30")], ["running 09:00, due 17:00"]),
        Row(
            "R11: opened again, it begins anew",
            [(.triage, "09:01"), (.resolve, "12:00"), (.reopen, "14:00")],
            [
                "fulfilled 09:00 to 12:00", "running 14:00, due Tue 14:00",
            ]
        ),
    ])
    func `time at tier`(row: Row) throws {
        expect(row, of: .timeAtTier, under: try Lifetime.policy(Lifetime.ordinary))
    }

    @Test(arguments: [
        Row(
            "it counts from handing over",
            [(.triage, "09:01"), (.waitForVendor, "10:00")],
            ["running 10:00, due 14:00"]
        ),
        Row("also from before triage", [(.waitForVendor, "09:30"), (.triage, "10:00")], ["running 09:30, due 13:30"]),
        Row(
            "asking again gives the vendor no more time",
            [(.triage, "09:01"), (.waitForVendor, "10:00"), (.waitForVendor, "13:00")],
            ["running 10:00, due 14:00"]
        ),
        Row(
            "a word from the customer or to them is none from the vendor",
            [(.triage, "09:01"), (.waitForVendor, "10:00"), (.customer, "11:00"), (.answer, "12:00")],
            ["running 10:00, due 14:00"]
        ),
        Row(
            "it ends when the vendor has acted",
            [(.triage, "09:01"), (.waitForVendor, "10:00"), (.resume, "13:30")],
            ["fulfilled 10:00 to 13:30"]
        ),
        Row(
            "it ends when it is the customer's turn",
            [(.triage, "09:01"), (.waitForVendor, "10:00"), (.waitForCustomer, "12:00")],
            ["fulfilled 10:00 to 12:00"]
        ),
        Row(
            "handing over again is a cycle of its own",
            [(.triage, "09:01"), (.waitForVendor, "10:00"), (.resume, "11:00"), (.waitForVendor, "12:00")],
            ["fulfilled 10:00 to 11:00", "running 12:00, due 16:00"]
        ),
        Row(
            "a vendor who is late is late once",
            [
                (.triage, "09:01"), (.waitForVendor, "10:00"), (.watch, "14:00:01"), (.watch, "15:00"),
                (.resume, "16:00"),
            ],
            ["fulfilled 10:00 to 16:00, missed 14:00:01"]
        ),
    ])
    func `vendor wait`(row: Row) throws {
        expect(row, of: .vendorWait, under: try Lifetime.policy(Lifetime.ordinary))
    }

    @Test(arguments: [
        Row("it is owed from the start, without an escalation", [(.triage, "09:01")], ["running 09:00, due 12:00"]),
        Row(
            "one word to the customer begins the wait for the next",
            [(.triage, "09:01"), (.answer, "10:00")],
            [
                "fulfilled 09:00 to 10:00", "running 10:00, due 13:00",
            ]
        ),
        Row("a note tells the customer nothing", [(.triage, "09:01"), (.note, "10:00")], ["running 09:00, due 12:00"]),
        Row(
            "a plain one goes on while the ticket waits",
            [(.triage, "09:01"), (.waitForCustomer, "10:00")],
            ["running 09:00, due 12:00"]
        ),
        Row(
            "one that was missed is owed until it is given",
            [(.triage, "09:01"), (.watch, "12:00:01"), (.answer, "13:00")],
            ["fulfilled 09:00 to 13:00, missed 12:00:01", "running 13:00, due 16:00"]
        ),
        Row(
            "nothing is owed of what is solved",
            [(.triage, "09:01"), (.resolve, "10:00")],
            ["cancelled 09:00 to 10:00"]
        ),
        Row(
            "R11: opened again, it is owed again",
            [(.triage, "09:01"), (.resolve, "10:00"), (.customer, "11:00")],
            [
                "cancelled 09:00 to 10:00", "running 11:00, due 14:00",
            ]
        ),
        Row(
            "an answer before triage is an update, and the next is owed from then on",
            [(.answer, "09:20"), (.triage, "09:30")],
            ["fulfilled 09:00 to 09:20", "running 09:20, due 12:20"]
        ),
    ])
    func `periodic update`(row: Row) throws {
        expect(row, of: .periodicUpdate, under: try Lifetime.policy(Lifetime.continuous))
    }

    @Test(arguments: [
        Row(
            "it stands still while the ticket waits",
            [(.triage, "09:01"), (.waitForCustomer, "10:00")],
            ["paused 09:00"]
        ),
        Row(
            "and goes on with what was left",
            [(.triage, "09:01"), (.waitForCustomer, "10:00"), (.customer, "11:00")],
            ["running 09:00, due 13:00"]
        ),
    ])
    func `pausable periodic update`(row: Row) throws {
        let policy = try Lifetime.policy(Lifetime.continuous, pausedBy: [.periodicUpdate: [.customer, .resolved]])
        expect(row, of: .periodicUpdate, under: policy)
    }

    @Test func `where work goes on until it is solved no solution is due`() throws {
        var life = Lifetime(openedAt: "09:00", under: try Lifetime.policy(Lifetime.continuous))
        life.happens(.triage, at: "09:01")

        #expect(life.clocks(.resolution) == [])
    }

    @Test func `a ticket that ends while it waits has a due time, which the wait has moved`() throws {
        var closed = Lifetime(openedAt: "09:00", under: try Lifetime.policy(Lifetime.ordinary))
        closed.happens(.triage, at: "09:01")
        closed.happens(.waitForCustomer, at: "10:00")
        var merged = closed
        closed.happens(.close, at: "12:00")
        var target = Lifetime(openedAt: "09:00", number: 2, under: try Lifetime.policy(Lifetime.ordinary))
        target.happens(.triage, at: "09:01")
        _ = try merged.merges(into: &target, at: "12:00").get()

        let unmoved = try #require(target.ticket.clocks.first { $0.metric == .resolution }?.dueAt)
        for life in [closed, merged] {
            let due = life.ticket.clocks.filter { $0.metric == .resolution }.map(\.dueAt)
            #expect(due.count == 1)
            #expect(due.first.flatMap(\.self).map { $0 > unmoved } == true, "\(due)")
        }
    }

    @Test func `updates that are no longer owed are not owed on the reopened ticket either`() throws {
        let policy = try Lifetime.policy(Lifetime.continuous)
        var life = Lifetime(openedAt: "09:00", under: policy)
        life.happens(.triage, at: "09:01")
        let owed = life.clocks(.periodicUpdate)
        // Here only an escalated ticket owes them.
        let rule = TargetRule(
            id: "ordinary",
            when: Condition(),
            targets: [.resolution: .businessHours(16), .periodicUpdate: .businessHours(3)]
        )
        var ordinary = try Lifetime.policy(rule)
        ordinary.version = 2
        life.comes(under: ordinary, at: "09:10")
        life.happens(.resolve, at: "10:00")
        life.happens(.reopen, at: "11:00")

        #expect(owed.count == 1)
        #expect(life.clocks(.periodicUpdate) == ["cancelled 09:00 to 09:10"])
        #expect(life.clocks(.resolution).last?.hasPrefix("running") == true)
    }

    @Test func `whoever had been told in time was told in time, though that was written down late`() throws {
        var ticket = try acknowledgedLate(noticing: true)
        let effects = ticket.acknowledge(at: Lifetime.time("09:59"), noticed: Lifetime.time("10:20"))
        var unnoticed = try acknowledgedLate(noticing: false)
        let none = unnoticed.acknowledge(at: Lifetime.time("09:59"), noticed: Lifetime.time("10:20"))
        var late = try acknowledgedLate(noticing: true)
        let counts = late.acknowledge(at: Lifetime.time("10:10"), noticed: Lifetime.time("10:20"))

        let breach = BreachName(metric: .acknowledgement, cycle: 1)
        let again = ticket.acknowledge(at: Lifetime.time("09:59"), noticed: Lifetime.time("10:30"), given: [breach])
        #expect(again == [])
        #expect(effects == [.annulBreach(breach, reason: "the customer had been told at 2026-01-05T08:59:00Z")])
        #expect(ticket.newEvents.last?.kind == .breachAnnulled)
        #expect(ticket.newEvents.last?.at == Lifetime.time("10:20"))
        #expect(ticket.clocks.first { $0.metric == .acknowledgement }?.endedAt == Lifetime.time("09:59"))
        #expect(none == [] && counts == [])
    }

    /// A ticket whose acknowledgement was due at 10:00, which the watcher may have noticed.
    private func acknowledgedLate(noticing: Bool) throws -> Ticket {
        var life = Lifetime(openedAt: "09:00", under: try Lifetime.policy(Lifetime.ordinary))
        life.happens(.triage, at: "09:01")
        if noticing { life.happens(.watch, at: "10:01") }
        return life.ticket
    }
}
