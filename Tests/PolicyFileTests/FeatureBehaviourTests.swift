import Foundation
import PolicyFile
import SupportDomain
import Testing

/// What `features.md` asks of tickets under the policies that ship, item by item.
struct FeatureBehaviourTests {
    @Test(
        arguments: [(true, EscalationTrigger.criticalIssue, 3), (false, nil, 2)] as [(Bool, EscalationTrigger?, Int)]
    )
    func `item 6: a VIP's issue of high priority goes to the experts at once`(
        isVIP: Bool,
        trigger: EscalationTrigger?,
        tier: Int
    ) throws {
        let message = Arriving("Core features not working", plan: "professional", isVIP: isVIP)
        var ticket = try Shipped.archBuilder.ticket(for: message).ticket
        let decision = try Shipped.archBuilder.decision(on: message)

        #expect(decision.priority == .p2)
        #expect(decision.escalateAtOnce == trigger, "003, Manual Escalation: VIP or strategic customer issues")
        if let trigger {
            _ = try Shipped.archBuilder.escalate(&ticket, for: trigger, at: ticket.createdAt)
            let escalated = ticket.newEvents.last { $0.kind == .escalated }
            #expect(escalated?.data["reason"] == "this customer's issues are looked at first")
        }
        #expect(ticket.tier == tier)
    }

    @Test(
        arguments: [
            ("premium", nil, "Dedicated technical account manager"), ("premium", "Kim", "Kim"),
            ("standard", "Kim", "Kim"),
            ("standard", nil, nil),
        ] as [(String, String?, String?)]
    )
    func `item 6: a ticket goes to who looks after the customer by name, be it theirs or their plan's`(
        plan: String,
        own: String?,
        manager: String?
    ) throws {
        let message = Arriving("The export fails", plan: plan)
        var ticket = try Shipped.qAviogen.ticket(for: message, manager: own).ticket

        #expect(ticket.manager == manager)
        #expect(ticket.newEvents.last { $0.kind == .triaged }?.data["manager"] == manager)

        // 000, Premium Support: "Escalation: Dedicated technical account manager".
        let effects = try Shipped.qAviogen.escalate(&ticket, for: .customerRequest, at: ticket.createdAt + 60)
        let request = try #require(
            effects?.compactMap { if case .notify(let request) = $0 { request } else { nil } }.first
        )
        let mail = try #require(
            ticket.notification(request, under: try Shipped.qAviogen.policy, at: ticket.createdAt + 60)
        )
        #expect(ticket.newEvents.last { $0.kind == .escalated }?.data["manager"] == manager)
        #expect(mail.body.contains("Whom you can turn to: \(manager ?? "")") == (manager != nil))
    }

    @Test(
        arguments: [
            ("premium", "priority", nil, nil), ("priority", "premium", nil, "Dedicated technical account manager"),
            ("premium", "priority", "Kim", "Kim"),
        ] as [(String, String, String?, String?)]
    )
    func `item 6: whoever gets another plan is looked after by its people, unless they have somebody of their own`(
        old: String,
        new: String,
        own: String?,
        manager: String?
    ) throws {
        var ticket = try Shipped.qAviogen.ticket(for: Arriving("The export fails", plan: old), manager: own).ticket
        _ = ticket.changePlan(
            to: new,
            manager: own,
            because: "test",
            at: ticket.createdAt + 60,
            under: try Shipped.qAviogen.policy
        )
        let before = try own ?? Shipped.qAviogen.policy.plan(old).manager
        let told = ticket.newEvents.last { $0.kind == .planChanged }

        #expect(ticket.manager == manager)
        #expect(told?.data["from_manager"] == (before == manager ? nil : before))
        #expect(told?.data["to_manager"] == (before == manager ? nil : manager))
    }

    @Test(arguments: [(true, "system", 2, 3, 3600.0), (false, "verification", 1, 1, 900)])
    func `item 7: an emergency without verification goes to the first tier, which is called, and is never dropped`(
        isVerified: Bool,
        category: String,
        entryTier: Int,
        pagedTier: Int,
        response: TimeInterval
    ) throws {
        let message = Arriving(
            "System completely down",
            at: "Sat 2026-01-10 22:00",
            channel: "emergency",
            isVerified: isVerified
        )
        var ticket = try Shipped.agreementActivation.ticket(for: message).ticket

        #expect(ticket.category == category)
        #expect(ticket.priority == .p1)
        #expect(ticket.tier == entryTier)
        #expect(ticket.clock(.firstResponse)?.dueAt == ticket.createdAt + response)
        let effects = try Shipped.agreementActivation.escalate(&ticket, for: .criticalIssue, at: ticket.createdAt)
        #expect(effects?.paged.map(\.tier) == [pagedTier])
    }

    @Test(arguments: [
        // in hours a week; after hours 4 hours; at the weekend 24 hours, which Friday night and Monday morning are not
        ("Fri 2026-01-09 17:59", "Fri 2026-01-16 17:59"), ("Fri 2026-01-09 18:00", "Fri 2026-01-09 22:00"),
        ("Fri 2026-01-09 23:59", "Sat 2026-01-10 03:59"), ("Sat 2026-01-10 00:00", "Sun 2026-01-11 00:00"),
        ("Sun 2026-01-11 23:59", "Mon 2026-01-12 23:59"), ("Mon 2026-01-12 07:59", "Mon 2026-01-12 11:59"),
        ("Mon 2026-01-12 08:00", "Mon 2026-01-19 08:00"),
    ])
    func `item 12: mail after hours has 4 hours and mail at the weekend 24, by when it arrives`(
        at: String,
        due: String
    ) throws {
        let ticket = try Shipped.signXStudio.ticket(for: Arriving("Password reset", at: at)).ticket

        #expect(ticket.priority == .p3)
        #expect(try ticket.clock(.firstResponse)?.dueAt == Shipped.signXStudio.moment(due))
    }

    @Test func `item 12: a reply after hours has its own time, whenever the ticket was opened`() throws {
        let shipped = Shipped.signXStudio
        var ticket = try shipped.ticket(for: Arriving("Password reset", at: "Mon 2026-01-12 10:00")).ticket
        let policy = try shipped.policy
        _ = ticket.answer(
            by: "Bo",
            text: "Done.",
            message: "second",
            isDelivered: true,
            at: try shipped.moment("Mon 2026-01-12 11:00"),
            under: policy
        )
        let evening = try shipped.moment("Mon 2026-01-12 20:00")
        _ = ticket.hear(CustomerWord(message: "third", from: "ann@example.com", at: evening), under: policy)

        #expect(ticket.clock(.nextResponse)?.dueAt == evening + 4 * 3600)
    }

    @Test(
        arguments: [
            (Shipped.qAviogen, Arriving("Question", plan: "standard", language: "es"), "es", nil),
            (.qAviogen, Arriving("Question", plan: "standard", language: "fr"), "en", nil),
            (.qAviogen, Arriving("Question", plan: "priority", language: "de-AT"), "de", nil),
            (.qAviogen, Arriving("Question", plan: "premium", language: "ja"), "ja", nil),
            // 000, Live Chat: "Languages: English, Spanish, French, German".
            (.qAviogen, Arriving("Question", plan: "premium", channel: "chat", language: "ja"), "en", nil),
            (.qAviogen, Arriving("Question", plan: "premium", channel: "chat", language: "FR"), "fr", nil),
            // 001, Language Support: "Translation Services: Available for critical issues".
            (.agreementActivation, Arriving("Data loss", language: "es"), "es", "needed"),
            (.agreementActivation, Arriving("General questions", language: "es"), "en", nil),
            (.agreementActivation, Arriving("Data loss", language: "en-GB"), "en", nil),
            (.archBuilder, Arriving("Question", language: "it"), "it", nil),
            (.qAviogen, Arriving("Question", plan: "standard"), nil, nil),
        ] as [(Shipped, Arriving, String?, String?)]
    )
    func `item 13: a customer is answered in a language of plan and channel, by translation, or in the fallback`(
        shipped: Shipped,
        message: Arriving,
        answer: String?,
        translation: String?
    ) throws {
        let ticket = try shipped.ticket(for: message).ticket
        let triaged = try #require(ticket.newEvents.last { $0.kind == .triaged })

        #expect(triaged.data["answer_in"] == answer)
        #expect(triaged.data["translation"] == translation)
        #expect(triaged.data["rules"]?.contains("language:") == (answer != nil))
    }

    @Test(arguments: [
        (Shipped.agreementActivation, Arriving("CRM integration not working"), 2, "integration", "team:skills-"),
        (.agreementActivation, Arriving("Training request"), 1, "training", "team:skills-"),
        (.agreementActivation, Arriving("General questions"), 1, "technical", "team:tier-1"),
        (.signXStudio, Arriving("Password reset"), 2, "help-desk", "team:tier-2"),
        (.archBuilder, Arriving("Core features not working", plan: "enterprise"), 3, "expert", "team:tier-3"),
    ])
    func `items 13 and 26: a ticket goes to the team of its tier that is best at what it is about`(
        shipped: Shipped,
        message: Arriving,
        tier: Int,
        team: String,
        reason: String
    ) throws {
        let ticket = try shipped.ticket(for: message).ticket
        let triaged = try #require(ticket.newEvents.last { $0.kind == .triaged })

        #expect(ticket.tier == tier)
        #expect(ticket.team == team)
        #expect(triaged.data["team"] == team)
        #expect(triaged.data["rules"]?.contains(reason) == true)
    }

    @Test func `items 13 and 26: security has what is its own at document 001's third tier, and engineering the rest`()
        throws
    {
        var outage = try Shipped.agreementActivation.ticket(for: Arriving("System outage")).ticket
        _ = try Shipped.agreementActivation.escalate(&outage, for: .criticalIssue, at: outage.createdAt)
        let privacy = try Shipped.agreementActivation.ticket(for: Arriving("Privacy question")).ticket

        #expect(outage.tier == 3 && outage.team == "engineering")
        #expect(privacy.tier == 3 && privacy.team == "security")
    }

    @Test
    func
        `items 13 and 26: a ticket that moves up goes to the team there, and its timeline names who of it can take it`()
        throws
    {
        var ticket = try Shipped.signXStudio.ticket(for: Arriving("Password reset")).ticket
        _ = try Shipped.signXStudio.escalate(&ticket, for: .manual, at: ticket.createdAt + 60)
        let escalated = try #require(ticket.newEvents.last { $0.kind == .escalated })

        #expect(ticket.team == "engineering")
        #expect(escalated.data["team"] == "engineering")
        #expect(escalated.data["agents"] == "engineer-a, engineer-b, engineer-c, engineer-d")
    }

    @Test(arguments: [
        (Shipped.qAviogen, Arriving("Question", plan: "standard", channel: "chat"), true),
        (.qAviogen, Arriving("Question", plan: "priority", channel: "chat"), false),
        (.qAviogen, Arriving("Outage", plan: "priority", channel: "emergency"), true),
        (.qAviogen, Arriving("Outage", plan: "premium", channel: "emergency"), false),
        (.archBuilder, Arriving("Hello", plan: "standard", channel: "emergency"), false),
        (.signXStudio, Arriving("Password reset", channel: "phone"), true),
        (.signXStudio, Arriving("System down", channel: "phone"), false),
        (.platinumBot, Arriving("General questions", plan: "platinum", channel: "phone"), true),
        (.platinumBot, Arriving("Bot completely down", plan: "platinum", channel: "phone"), false),
    ])
    func `item 21: what a plan or a channel is not for is taken in, and the sender told`(
        shipped: Shipped,
        message: Arriving,
        isTold: Bool
    ) throws {
        let (ticket, effects) = try shipped.ticket(for: message)

        #expect(ticket.clock(.firstResponse)?.isOpen == true)
        #expect(effects.told.contains(.rerouted) == isTold)
    }

    @Test(arguments: [
        // "Same or next business day", "1-2" and "2-3 business days", "5 business days"
        ("Client activation failures", "Fri 2026-01-09 17:00", "Mon 2026-01-12 18:00"),
        ("Client activation failures", "Sat 2026-01-10 12:00", "Tue 2026-01-13 18:00"),
        ("Non-critical bugs", "Fri 2026-01-09 17:00", "Wed 2026-01-14 17:00"),
        ("General questions", "Fri 2026-01-09 17:00", "Fri 2026-01-16 17:00"),
    ])
    func `item 30: a resolution ends business days later, at the same time or with the day`(
        text: String,
        at: String,
        due: String
    ) throws {
        let ticket = try Shipped.agreementActivation.ticket(for: Arriving(text, at: at)).ticket

        #expect(try ticket.clock(.resolution)?.dueAt == Shipped.agreementActivation.moment(due))
    }

    @Test
    func `item 30: continuous work owes an update every 30 minutes until it is resolved, and again when reopened`()
        throws
    {
        let shipped = Shipped.agreementActivation
        let policy = try shipped.policy
        var ticket = try shipped.ticket(for: Arriving("Data loss", at: "Sat 2026-01-10 22:00")).ticket
        let start = ticket.createdAt
        #expect(ticket.clock(.resolution) == nil)
        #expect(ticket.clock(.periodicUpdate)?.dueAt == start + 1800)

        _ = ticket.answer(by: "Bo", text: "On it", message: "a", isDelivered: true, at: start + 600, under: policy)
        #expect(ticket.clock(.periodicUpdate)?.dueAt == start + 2400)

        _ = ticket.resolve(by: "Bo", text: "Done", because: "b", at: start + 1200, under: policy)
        #expect(ticket.clock(.periodicUpdate)?.isOpen == false)

        _ = ticket.hear(CustomerWord(message: "c", from: "ann@example.com", at: start + 4000), under: policy)
        #expect(ticket.clock(.periodicUpdate)?.isOpen == true)
        #expect(ticket.clock(.periodicUpdate)?.dueAt == start + 4000 + 1800)
    }

    @Test(arguments: [
        // 000, Critical System Outages: "Available: 24/7/365", "Response Time: Within 15 minutes", of "Enterprise Customers"
        (Shipped.qAviogen, Arriving("Critical system outage", at: "Sun 2026-01-11 03:00", plan: "premium"), 3, 900.0),
        // 002, Engineer response: "Acknowledge (<15 min for P0, <1hr for P1)"
        (.signXStudio, Arriving("Complete outage, data loss", at: "Sun 2026-01-11 03:00"), 3, 900),
        (.signXStudio, Arriving("Major feature broken", at: "Sun 2026-01-11 03:00"), 3, 3600),
    ])
    func `item 31: an outage is paged at once, at any hour, and somebody has minutes to take it`(
        shipped: Shipped,
        message: Arriving,
        tier: Int,
        acknowledgement: TimeInterval
    ) throws {
        var ticket = try shipped.ticket(for: message).ticket
        let trigger = try #require(try shipped.decision(on: message).escalateAtOnce)
        let page = try #require(try shipped.escalate(&ticket, for: trigger, at: ticket.createdAt)?.paged.first)
        let clock = try #require(ticket.clock(.pageAcknowledgement))

        #expect(page.tier == tier)
        #expect(page.createdAt == ticket.createdAt)
        let deadline = ticket.createdAt + acknowledgement
        #expect(page.acknowledgeBy == deadline)
        #expect(clock.dueAt == deadline)
        #expect(ticket.watch(at: deadline + 1).breached.contains(.pageAcknowledgement))
    }

    @Test func `items 32 and 33: an escalation sets new times, keeps the old on record, and tells the customer`() throws
    {
        let shipped = Shipped.archBuilder
        let policy = try shipped.policy
        var ticket = try shipped.ticket(for: Arriving("Importing gives an error", at: "Mon 2026-01-12 09:00")).ticket
        let moved = try shipped.moment("Tue 2026-01-13 09:00")
        #expect(ticket.clock(.timeAtTier)?.dueAt == moved, "Technical, Tier 1 → Tier 2: 24 hours")

        let effects = try #require(try shipped.escalate(&ticket, for: .timeAtTier, at: moved))

        #expect(ticket.tier == 2)
        #expect(ticket.clocks.filter { $0.metric == .timeAtTier }.map(\.state) == [.cancelled, .running])
        #expect(
            try ticket.clock(.timeAtTier)?.dueAt == shipped.moment("Tue 2026-01-13 17:00"),
            "Tier 2 → Tier 3: 8 hours"
        )
        #expect(try ticket.clock(.nextResponse)?.dueAt == shipped.moment("Tue 2026-01-13 17:00"), "Tier 2: 8 hours")
        #expect(ticket.clock(.firstResponse)?.isOpen == true, "what was owed before is owed still")
        #expect(try ticket.clock(.periodicUpdate)?.dueAt == shipped.moment("Wed 2026-01-14 09:00"), "Regular updates")

        let request = try #require(
            effects.compactMap { if case .notify(let request) = $0 { request } else { nil } }.first
        )
        let mail = try #require(ticket.notification(request, under: policy, at: moved))
        #expect(request.kind == .escalation, "Notification: Inform customer of escalation")
        #expect(mail.body.contains("Technical Support"))
        let zone = policy.calendar(named: "office").zone
        let answer = try zone.describe(shipped.moment("Tue 2026-01-13 17:00"))
        #expect(mail.body.contains("You will hear from us by: \(answer)"), "Timeline: Set new SLA: \(mail.body)")
    }

    @Test func `item 33: each update begins the wait for the next, and a missed one is noticed`() throws {
        let shipped = Shipped.archBuilder
        var ticket = try shipped.ticket(for: Arriving("System down", at: "Sat 2026-01-10 22:00")).ticket
        _ = try shipped.escalate(&ticket, for: .criticalIssue, at: ticket.createdAt)
        let answered = ticket.createdAt + 1800
        let policy = try shipped.policy
        _ = ticket.answer(by: "Bo", text: "On it", message: "a", isDelivered: true, at: answered, under: policy)

        #expect(ticket.clocks.filter { $0.metric == .periodicUpdate }.map(\.state) == [.fulfilled, .running])
        #expect(ticket.clock(.periodicUpdate)?.dueAt == answered + 3600)
        #expect(ticket.watch(at: answered + 3601).breached == [.periodicUpdate])
    }

    @Test(arguments: [
        (Shipped.qAviogen, Arriving("Invalid API key", plan: "standard"), Metric.firstResponse, 2),
        (.agreementActivation, Arriving("General questions"), .firstResponse, 2),
        (.signXStudio, Arriving("Password reset"), .firstResponse, 3),
        (.archBuilder, Arriving("Core features not working"), .firstResponse, 2),
        (.platinumBot, Arriving("Minor feature issues", plan: "general", channel: "discord"), .firstResponse, 2),
    ])
    func `item 34: a missed service level moves a ticket up, and is missed once`(
        shipped: Shipped,
        message: Arriving,
        metric: Metric,
        tier: Int
    ) throws {
        var ticket = try shipped.ticket(for: message).ticket
        let due = try #require(ticket.clock(metric)?.dueAt)

        #expect(ticket.watch(at: due).breached.contains(metric) == false, "an answer at the last second is in time")
        #expect(ticket.watch(at: due + 1).breached.contains(metric))
        #expect(ticket.watch(at: due + 2).breached.contains(metric) == false)
        let effects = try shipped.escalate(&ticket, for: .serviceLevelBreached, missing: metric, at: due + 1)
        #expect(effects?.told == [.escalation])
        #expect(ticket.tier == tier)
    }

    @Test(arguments: [
        // The matrix is due first: Technical 24 hours against Low's week, Integration 12 against Medium's 48.
        ("General questions", "standard", "Tue 2026-01-13 09:00", "matrix:technical (low allows 5 business days)"),
        (
            "The API gives an error", "standard", "Tue 2026-01-13 12:00",
            "matrix:integration (medium allows 2 business days)"
        ),
        // The priority is due first: High's 8 hours against Technical 24.
        (
            "Core features not working", "standard", "Mon 2026-01-12 17:00",
            "high (matrix:technical allows 1 business day)"
        ),
        ("Core features not working", "professional", "Mon 2026-01-12 17:00", nil),
        // Around the clock: Billing 48 hours and Medium's 48 hours are one.
        ("Please refund us", "enterprise", "Wed 2026-01-14 09:00", nil),
    ])
    func `items 36 and 37: the earlier of matrix and priority moves a ticket`(
        text: String,
        plan: String,
        due: String,
        rule: String?
    ) throws {
        let shipped = Shipped.archBuilder
        var ticket = try shipped.ticket(for: Arriving(text, at: "Mon 2026-01-12 09:00", plan: plan)).ticket
        let clock = try #require(ticket.clock(.timeAtTier))
        let moment = try shipped.moment(due, plan: plan)
        let tier = try #require(ticket.tier)

        #expect(clock.dueAt == moment)
        if let rule { #expect(clock.rule == rule) }
        #expect(ticket.watch(at: moment + 1).breached.contains(.timeAtTier))
        _ = try shipped.escalate(&ticket, for: .timeAtTier, at: moment + 1)
        #expect(ticket.tier == tier + 1)
    }

    @Test(arguments: [
        ("standard", 2, EscalationTrigger.serviceLevelBreached, 2), ("standard", 1, .serviceLevelBreached, 2),
        ("priority", 2, .serviceLevelBreached, 3), ("priority", 3, .customerRequest, 3),
        ("premium", 3, .serviceLevelBreached, 4), ("standard", 2, .manual, 3),
    ])
    func `item 1: a ticket goes no further by itself than its plan, and further by hand`(
        plan: String,
        tier: Int,
        trigger: EscalationTrigger,
        expected: Int
    ) throws {
        let facts = TicketFacts(plan: plan, priority: .p3, issueType: "technical", channel: "email", tier: tier)
        let decision = try Shipped.qAviogen.policy.escalation(
            of: facts,
            trigger: trigger,
            metric: .firstResponse,
            at: Shipped.someTime
        )

        #expect(decision?.toTier == expected, "000, Standard Support: Escalation: Tier 2 technical support")
    }

    @Test(arguments: [(true, 1), (false, 0)])
    func `item 1: for the tickets of a plan without on-call nobody is called`(hasOnCall: Bool, pages: Int) throws {
        let text = try Shipped.qAviogen.text()
            .replacing("    name: Premium\n", with: "    name: Premium\n    on_call: \(hasOnCall ? "yes" : "no")\n")
        let policy = try PolicyDocument.parse(text, file: "q-aviogen.yaml").get()
        let facts = TicketFacts(plan: "premium", priority: .p0, issueType: "technical", channel: "email", tier: 2)
        let decision = try #require(
            policy.escalation(of: facts, trigger: .criticalIssue, at: Shipped.someTime)
        )

        #expect(decision.movesUp)
        #expect([decision.page].compactMap(\.self).count == pages)
    }
}
