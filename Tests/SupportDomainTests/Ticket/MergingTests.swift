import Foundation
import SupportDomain
import Testing

struct MergingTests {
    private let policy: Policy

    init() throws { policy = try Self.policy() }

    /// Two hours for each response and sixteen for the solution, which waiting and being solved stop; an escalated ticket
    /// has the next response within half an hour.
    static func policy(tiers: Int = 1) throws -> Policy {
        let hours: [Metric: Target] = [
            .firstResponse: .businessHours(2), .nextResponse: .businessHours(2), .resolution: .businessHours(16),
        ]
        return Policy.sample(
            hours: try .berlin(from: "09:00", to: "17:00"),
            tiers: tiers,
            targetRules: [
                TargetRule(id: "escalated", when: Condition(isEscalated: true), targets: [.nextResponse: .minutes(30)]),
                TargetRule(id: "ordinary", when: Condition(), targets: hours),
            ],
            pausedBy: [.nextResponse: [.customer, .resolved], .resolution: [.customer, .resolved]],
            escalation: .none
        )
    }

    private func opened(at time: String, number: Int = 1, _ steps: (Lifetime.Step, String)...) -> Lifetime {
        var life = Lifetime(openedAt: time, number: number, under: policy)
        for (step, time) in steps { life.happens(step, at: time) }
        return life
    }

    @Test func `the ticket that ends is closed, owes nothing more, and its page is settled`() throws {
        var target = opened(at: "09:00", number: 1, (.triage, "09:00"))
        var source = opened(at: "09:30", number: 2, (.triage, "09:30"))
        let effects = try source.merges(into: &target, at: "10:00").get()

        #expect(source.ticket.status == .closed)
        #expect(source.ticket.closedAt == Lifetime.time("10:00"))
        #expect(source.ticket.mergedInto == target.ticket.id)
        #expect(source.ticket.unansweredSince == nil)
        #expect(source.clocks(.firstResponse) == ["cancelled 09:30 to 10:00"])
        #expect(source.clocks(.resolution) == ["cancelled 09:30 to 10:00"])
        #expect(effects.source.contains(.settlePage(.cancelled, by: "kim")))
        let told = NotificationRequest(.merged, because: "merge 2", text: "S-1", agent: "kim")
        #expect(effects.source.contains(.notify(told)))
        #expect(effects.target.isEmpty)
    }

    @Test func `both timelines say so, and why`() throws {
        var target = opened(at: "09:00", number: 1)
        var source = opened(at: "09:30", number: 2)
        _ = try source.merges(into: &target, at: "10:00").get()

        let ended = try #require(source.ticket.newEvents.last)
        let taken = try #require(target.ticket.newEvents.last)
        #expect(ended.kind == .mergedInto)
        #expect(ended.data == ["ticket": "S-1", "id": target.ticket.id.description, "reason": "twice"])
        #expect(taken.kind == .mergedFrom)
        #expect(taken.data == ["ticket": "S-2", "id": source.ticket.id.description, "reason": "twice"])
    }

    @Test func `a breach of the ticket that ends stays, and one that nobody had noticed is told`() throws {
        var target = opened(at: "12:00", number: 1, (.triage, "12:00"))
        var source = opened(at: "09:00", number: 2, (.triage, "09:00"))
        let effects = try source.merges(into: &target, at: "13:00").get()

        #expect(source.clocks(.firstResponse) == ["cancelled 09:00 to 13:00, missed 11:00:01"])
        #expect(
            effects.source.contains(.clockBreached(metric: .firstResponse, cycle: 1, due: Lifetime.time("11:00")))
        )
    }

    /// What the ticket that goes on waits for, before and after one came to it that was opened at 10:00 and not answered.
    @Test(arguments: [
        (
            "an older wait than that for its first response is counted from its start",
            "10:30", [(Lifetime.Step.triage, "10:30")], ["running 10:00, due 12:00"], "10:00"
        ),
        ("its own older wait goes on", "09:30", [(.triage, "09:30")], [], "09:30"),
        (
            "an answered one waits again", "09:00", [(.triage, "09:00"), (.answer, "09:10")],
            ["running 10:00, due 12:00"], "10:00"
        ),
        (
            "its own later wait gives way to the older one", "09:00",
            [(.triage, "09:00"), (.answer, "09:10"), (.customer, "10:20")],
            ["cancelled 10:20 to 11:00", "running 10:00, due 12:00"], "10:00"
        ),
        (
            "one that waited for the customer waits no more, from when they spoke", "09:00",
            [(.triage, "09:00"), (.answer, "09:10"), (.waitForCustomer, "09:10")],
            ["running 10:00, due 12:00"], "10:00"
        ),
        (
            "a question that was asked after they spoke was waited for until now", "09:00",
            [(.triage, "09:00"), (.answer, "10:30"), (.waitForCustomer, "10:30")],
            ["running 10:00, due 12:30"], "10:00"
        ),
        (
            "one that was solved is opened again, from when they spoke", "09:00",
            [(.triage, "09:00"), (.resolveInWords, "09:10")],
            ["running 10:00, due 12:00"], "10:00"
        ),
        ("what triage has not seen waits from the older word", "10:30", [], [], "10:00"),
    ])
    func `a customer who waits goes on waiting`(
        rule: String,
        openedAt: String,
        steps: [(Lifetime.Step, String)],
        waits: [String],
        since: String
    ) throws {
        var target = Lifetime(openedAt: openedAt, number: 1, under: policy)
        for (step, time) in steps { target.happens(step, at: time) }
        var source = opened(at: "10:00", number: 2, (.triage, "10:00"))
        _ = try source.merges(into: &target, at: "11:00").get()

        #expect(target.clocks(.nextResponse) == waits)
        #expect(target.ticket.unansweredSince == Lifetime.time(since))
        #expect(target.ticket.status == (steps.isEmpty ? .received : .open))
    }

    @Test func `an older wait that comes with a merge takes no time from one that an escalation made shorter`() throws {
        let policy = try Self.policy(tiers: 2)
        var target = Lifetime(openedAt: "09:00", number: 1, under: policy)
        for (step, time) in [
            (Lifetime.Step.triage, "09:00"), (.answer, "09:10"), (.customer, "10:00"), (.moveUp, "10:05"),
        ] {
            target.happens(step, at: time)
        }
        var source = Lifetime(openedAt: "09:30", number: 2, under: policy)
        source.happens(.triage, at: "09:30")
        _ = try source.merges(into: &target, at: "10:10").get()

        #expect(target.clocks(.nextResponse) == ["cancelled 10:00 to 10:05", "running 10:05, due 10:35"])
        #expect(target.ticket.unansweredSince == Lifetime.time("09:30"))
    }

    @Test func `where only programs have spoken nobody waits, and nothing is reopened`() throws {
        var solved = opened(at: "09:00", number: 1, (.triage, "09:00"), (.resolveInWords, "09:10"))
        var waiting = opened(
            at: "09:00",
            number: 2,
            (.triage, "09:00"),
            (.answer, "09:10"),
            (.waitForCustomer, "09:10")
        )
        for number in [3, 4] {
            var source = opened(at: "10:00", number: number, (.triage, "10:00"))
            if number == 3 {
                _ = try source.merges(into: &solved, isOfPerson: false, at: "11:00").get()
            } else {
                _ = try source.merges(into: &waiting, isOfPerson: false, at: "11:00").get()
            }
        }

        #expect(solved.ticket.status == .resolved)
        #expect(waiting.ticket.status == .waitingOnCustomer)
        #expect([solved, waiting].map(\.ticket.unansweredSince) == [nil, nil])
        #expect(solved.ticket.newEvents.last?.kind == .mergedFrom)
        #expect(solved.ticket.newEvents.last?.bringsPerson == false)
    }

    @Test func `an untriaged ticket that took one in gets its wait from triage`() throws {
        var target = opened(at: "10:30", number: 1)
        var source = opened(at: "10:00", number: 2)
        _ = try source.merges(into: &target, at: "11:00").get()
        target.happens(.triage, at: "11:01")
        source.happens(.triage, at: "11:01")

        #expect(target.clocks(.nextResponse) == ["running 10:00, due 12:00"])
        #expect(target.clocks(.firstResponse) == ["running 10:30, due 12:30"])
        #expect(source.clocks(.firstResponse) == ["cancelled 10:00 to 11:00"])
        #expect(source.ticket.status == .closed)
    }

    @Test func `a response that is late already is not missed a second time`() throws {
        var target = opened(at: "09:30", number: 1, (.triage, "09:30"), (.watch, "12:00"))
        var source = opened(at: "09:00", number: 2, (.triage, "09:00"))
        _ = try source.merges(into: &target, at: "12:00").get()

        #expect(target.clocks(.firstResponse) == ["running 09:30, due 11:30, missed 11:30:01"])
        #expect(target.clocks(.nextResponse) == [])
        #expect(target.ticket.unansweredSince == Lifetime.time("09:00"))
    }

    @Test(arguments: [true, false])
    func `what is late at the merge is missed once, whether the watcher has been there or not`(isWatched: Bool) throws {
        var target = opened(at: "09:00", number: 1, (.triage, "09:00"), (.answer, "09:10"), (.customer, "09:30"))
        if isWatched { target.happens(.watch, at: "11:31") }
        var source = opened(at: "09:00", number: 2, (.triage, "09:00"))
        let effects = try source.merges(into: &target, at: "11:31").get()

        #expect(target.clocks(.nextResponse) == ["running 09:30, due 11:30, missed 11:30:01"])
        #expect(
            effects.target
                == (isWatched
                    ? [] : [.clockBreached(metric: .nextResponse, cycle: 1, due: Lifetime.time("11:30"))])
        )
    }

    @Test func `an older word that is late by now is missed at the merge, and of its warnings nobody is told`() throws {
        var target = opened(at: "09:00", number: 1, (.triage, "09:00"), (.answer, "09:10"))
        var source = opened(at: "09:00", number: 2, (.triage, "09:00"))
        let effects = try source.merges(into: &target, at: "11:31").get()

        #expect(target.clocks(.nextResponse) == ["running 09:00, due 11:00, missed 11:31"])
        #expect(
            effects.target == [.clockBreached(metric: .nextResponse, cycle: 1, due: Lifetime.time("11:00"))]
        )
    }

    @Test func `what was answered leaves the other ticket as it is`() throws {
        var target = opened(at: "09:00", number: 1, (.triage, "09:00"), (.resolveInWords, "09:10"))
        var source = opened(at: "10:00", number: 2, (.triage, "10:00"), (.answer, "10:10"))
        let effects = try source.merges(into: &target, at: "11:00").get()

        #expect(target.ticket.status == .resolved)
        #expect(effects.target.isEmpty)
    }

    @Test func `merging a second time into the same ticket changes nothing`() throws {
        var target = opened(at: "09:00", number: 1, (.triage, "09:00"))
        var source = opened(at: "10:00", number: 2, (.triage, "10:00"))
        _ = try source.merges(into: &target, at: "11:00").get()
        let before = (source.ticket, target.ticket)
        let effects = try source.merges(into: &target, at: "12:00").get()

        #expect(effects == MergeEffects())
        #expect(source.ticket == before.0)
        #expect(target.ticket == before.1)
    }

    @Test func `a merge that makes no sense is refused, and changes nothing`() throws {
        var (one, two, three) = (opened(at: "09:00"), opened(at: "09:00", number: 2), opened(at: "09:00", number: 3))
        var closed = opened(at: "09:00", number: 4, (.close, "09:30"))
        var foreign = Lifetime(openedAt: "09:00", of: "another", number: 5, under: policy)
        var itself = one
        let before = one.ticket

        #expect(one.merges(into: &itself, at: "10:00") == .failure(.isItself))
        #expect(one.merges(into: &foreign, at: "10:00") == .failure(.isOfAnotherProgramme))
        #expect(one.merges(into: &closed, at: "10:00") == .failure(.targetHasEnded))
        #expect(closed.merges(into: &one, at: "10:00") == .failure(.hasEnded))
        #expect(one.ticket == before)

        _ = try two.merges(into: &three, at: "10:00").get()
        #expect(one.merges(into: &two, at: "10:00") == .failure(.targetHasEnded))
        #expect(two.merges(into: &one, at: "10:00") == .failure(.hasEnded))
        #expect(three.merges(into: &two, at: "10:00") == .failure(.targetHasEnded), "it would go on in itself")
    }
}
