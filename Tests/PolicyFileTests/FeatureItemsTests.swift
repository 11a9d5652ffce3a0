import Foundation
import PolicyFile
import SupportDomain
import Testing

/// What `features.md` asks of the policies as such, item by item; the figures stand in each document's own tests.
struct FeatureItemsTests {
    @Test(arguments: [
        (Shipped.qAviogen, ["community", "standard", "priority", "premium", "academic", "partner"]),
        (.archBuilder, ["standard", "professional", "enterprise"]), (.platinumBot, ["platinum", "general"]),
    ])
    func `item 1: every plan of a document is there, with calendar, channels and tiers`(
        shipped: Shipped,
        plans: [String]
    ) throws {
        let policy = try shipped.policy

        #expect(policy.plans.map(\.id) == plans)
        for plan in policy.plans {
            #expect(policy.calendars[plan.calendar] != nil)
            #expect(plan.channels?.isEmpty == false)
            #expect(plan.maxTier ?? policy.highestTier >= plan.entryTier)
        }
    }

    @Test(arguments: Shipped.allCases)
    func `item 2: every plan has a time for a first response at every priority`(shipped: Shipped) throws {
        let policy = try shipped.policy
        for plan in policy.plans {
            for label in policy.priorities {
                let facts = TicketFacts(
                    plan: plan.id,
                    priority: label.priority,
                    issueType: "technical",
                    channel: "email",
                    tier: plan.entryTier
                )
                #expect(policy.goal(.firstResponse, for: facts) != nil, "\(plan.id) \(label.name)")
            }
        }
    }

    @Test(arguments: Shipped.allCases)
    func `item 3: the first row that holds wins, and the last says that it is the default`(shipped: Shipped) throws {
        let rules = try shipped.policy.targetRules

        #expect(rules.filter(\.isDefault).map(\.id) == [rules.last?.id])
        #expect(rules.last?.when == Condition())
        #expect(rules.last?.targets[.firstResponse] != nil)
    }

    @Test func `item 3: the service level is chosen by plan and by issue type`() throws {
        let policy = try Shipped.archBuilder.policy
        func timeAtTier(_ plan: String, _ issueType: String) -> Set<String> {
            Set(
                policy.goals(
                    for: ArchBuilder.facts(.p3, plan: plan, issueType: issueType),
                    metrics: [.timeAtTier]
                ).map { "\($0.target)" }
            )
        }

        #expect(timeAtTier("standard", "security").contains("2 business hours"))
        #expect(timeAtTier("standard", "billing").contains("2 business days"))
        #expect(timeAtTier("enterprise", "billing").contains("48h"))
    }

    @Test(arguments: [
        ("standard", "premium", "Mon 2026-01-12 10:00"), ("premium", "standard", "Sun 2026-02-01 00:00"),
    ])
    func `item 4: upgrades hold at once, downgrades from the next billing cycle`(
        old: String,
        new: String,
        expected: String
    ) throws {
        let changes = try #require(Shipped.qAviogen.policy.planChanges)
        let zone = try #require(Zone("America/Los_Angeles"))

        #expect(
            try changes.validity(
                from: old,
                to: new,
                askedAt: Promise.moment("Mon 2026-01-12 10:00", in: zone),
                cycleEnd: Promise.moment("Sun 2026-02-01 00:00", in: zone)
            ) == Promise.moment(expected, in: zone)
        )
    }

    @Test func `item 5: uptime guarantees are kept with their penalties`() throws {
        let policy = try Shipped.qAviogen.policy

        #expect(policy.plan("priority").uptime == Uptime(basisPoints: 9950), "99.5% uptime guarantee")
        #expect(
            policy.plan("premium").uptime == Uptime(basisPoints: 9990, hasPenalties: true),
            "99.9% uptime guarantee with penalties"
        )
        #expect(try Shipped.agreementActivation.policy.upkeep.uptime == Uptime(basisPoints: 9990))
    }

    @Test(
        arguments: [
            // whose promise, how many seconds it is down in January, whether that keeps it, whether a credit is due
            (Shipped.qAviogen, "priority", 13_392, true, false), (.qAviogen, "priority", 13_393, false, false),
            (.qAviogen, "premium", 2678, true, false), (.qAviogen, "premium", 2679, false, true),
            (.agreementActivation, nil, 2678, true, false), (.agreementActivation, nil, 2679, false, false),
        ] as [(Shipped, String?, Int, Bool, Bool)]
    )
    func `item 5: a second more than is allowed breaks a promise, and a credit is due where there are penalties`(
        shipped: Shipped,
        plan: String?,
        secondsDown: Int,
        isKept: Bool,
        isCreditDue: Bool
    ) throws {
        let promise = try #require(shipped.policy.uptimePromises.first { $0.plan == plan })
        let began = try shipped.moment("Mon 2026-01-05 10:00")
        let outage = Outage(since: began, until: began + TimeInterval(secondsDown))
        let report = try UptimeReport(
            of: promise.uptime,
            given: downtime(of: shipped, in: "2026-01", from: [outage])
        )

        #expect(report.downtime.secondsInPeriod == 44_640 * 60)
        #expect(report.isKept == isKept, "\(report.uptimeWords ?? "")")
        #expect(report.isCreditDue == isCreditDue)
    }

    @Test(arguments: [
        ("2026-01", 744, "44m 38.4s"), ("2026-02", 672, "40m 19.2s"), ("2026-03", 743, "44m 34.8s"),
        ("2026-11", 721, "43m 15.6s"),
    ])
    func `item 5: a month has the hours that the clocks make of it, and 99.9% allows as much less`(
        month: String,
        hours: Int,
        allowed: String
    ) throws {
        let promise = try #require(Shipped.qAviogen.policy.plan("premium").uptime)
        let report = try UptimeReport(of: promise, given: downtime(of: .qAviogen, in: month))

        #expect(report.downtime.secondsInPeriod == hours * 3600)
        #expect(report.allowedWords == allowed)
    }

    /// What a month was down by the clocks of the programme, looked at when it is over.
    private func downtime(of shipped: Shipped, in month: String, from outages: [Outage] = []) throws -> Downtime {
        let policy = try shipped.policy
        let zone = policy.calendar(named: policy.defaultPlan.calendar).zone
        let period = try #require(CivilMonth(month)).period(in: zone)
        return Downtime(in: period, from: outages, at: period.upperBound)
    }

    @Test func `item 6: plans name who looks after their customers, and where`() throws {
        #expect(try Shipped.qAviogen.policy.plan("premium").manager == "Dedicated technical account manager")
        #expect(
            try Shipped.qAviogen.policy.plan("partner").manager == nil,
            "Dedicated Manager: For strategic partners, who have one of their own on the customer list"
        )
        #expect(
            try Shipped.platinumBot.policy.staff.contacts.first { $0.id == "platinum-channel" }?.plans == ["platinum"],
            "Dedicated Support Channel"
        )
    }

    @Test(arguments: [
        (Shipped.qAviogen, "America/Los_Angeles"), (.archBuilder, "America/Los_Angeles"),
        (.agreementActivation, "America/New_York"), (.signXStudio, "America/New_York"),
        (.platinumBot, "America/New_York"),
    ])
    func `item 9: calendars have IANA zones, and every programme has hours around the clock`(
        shipped: Shipped,
        zone: String
    ) throws {
        let calendars = try shipped.policy.calendars

        #expect(Set(calendars.values.map(\.zone.identifier)) == [zone])
        #expect(calendars["around-the-clock"]?.weekly == Array(repeating: [.wholeDay], count: 7))
    }

    @Test(arguments: [
        // the holiday, and when whoever writes on its morning can expect the day to close
        (Shipped.archBuilder, "Mon 2026-05-25", "Mon 2026-05-25 14:00"),
        (.archBuilder, "Fri 2026-07-03", "Fri 2026-07-03 14:00"),
        (.archBuilder, "Mon 2027-07-05", "Mon 2027-07-05 14:00"),
        (.archBuilder, "Thu 2026-11-26", "Fri 2026-11-27 14:00"),
        (.archBuilder, "Fri 2026-11-27", "Fri 2026-11-27 14:00"),
        (.platinumBot, "Mon 2026-05-25", "Mon 2026-05-25 14:00"),
        (.platinumBot, "Fri 2026-12-25", "Sat 2026-12-26 16:00"),
    ])
    func `item 10: holidays have reduced hours or none`(shipped: Shipped, date: String, closing: String) throws {
        let office = try #require(shipped.policy.calendars["office"])
        let morning = try Promise.moment("\(date) 00:00", in: office.zone)
        let day = Countdown(from: morning, target: .businessDays(0, .endOfDay), calendar: office)

        #expect(try day.due == Promise.moment(closing, in: office.zone))
    }

    @Test(arguments: [
        (Shipped.agreementActivation, "standard", "Mon 2026-01-12 17:30", Arrival.inHours, Arrival.afterHours),
        (.platinumBot, "platinum", "Sat 2026-01-10 11:00", .inHours, .weekend),
        (.qAviogen, "premium", "Sat 2026-01-10 11:00", .inHours, .weekend),
        (.qAviogen, "priority", "Mon 2026-01-12 07:00", .inHours, .afterHours),
    ])
    func `item 11: chat has hours of its own`(
        shipped: Shipped,
        plan: String,
        at: String,
        byMail: Arrival,
        byChat: Arrival
    ) throws {
        let policy = try shipped.policy
        func arrival(_ channel: String) throws -> Arrival? {
            let zone = policy.calendar(named: policy.plan(plan).calendar).zone
            return policy.placed(
                TicketFacts(
                    plan: plan,
                    priority: .p3,
                    issueType: "technical",
                    channel: channel,
                    tier: 1,
                    arrivedAt: try Promise.moment(at, in: zone)
                )
            ).arrival
        }

        #expect(try arrival("email") == byMail)
        #expect(try arrival("chat") == byChat)
    }

    @Test func `item 11: a plan may have hours of its own for a channel`() throws {
        let text = try ArchBuilder.text().replacing(
            "    channels: [email, chat, portal, emergency]   #",
            with: "    channel_calendars: {chat: around-the-clock}\n    channels: [email, chat, portal, emergency]   #"
        )
        let policy = try PolicyDocument.parse(text, file: "test.yaml").get()
        #expect(try policy.placed(facts(by: "chat", on: "standard")).arrival == .inHours)
        #expect(try policy.placed(facts(by: "email", on: "standard")).arrival == .weekend)
        #expect(try policy.placed(facts(by: "chat", on: "professional")).arrival == .weekend)
    }

    private func facts(by channel: String, on plan: String) throws -> TicketFacts {
        var facts = ArchBuilder.facts(.p3, plan: plan, channel: channel)
        facts.arrivedAt = try Shipped.archBuilder.moment("Sat 2026-01-10 11:00")
        return facts
    }

    @Test(arguments: [
        ("premium", "Sat 2026-01-10 03:00", Arrival.inHours), ("priority", "Sat 2026-01-10 03:00", .weekend),
        ("priority", "Mon 2026-01-12 06:30", .inHours), ("priority", "Mon 2026-01-12 20:30", .afterHours),
    ])
    func `item 11: phone has the hours of the plan`(plan: String, at: String, expected: Arrival) throws {
        let facts = TicketFacts(
            plan: plan,
            priority: .p3,
            issueType: "technical",
            channel: "phone",
            tier: 1,
            arrivedAt: try Shipped.qAviogen.moment(at, plan: plan)
        )

        #expect(try Shipped.qAviogen.policy.placed(facts).arrival == expected, "Business Hours: Based on license tier")
    }

    @Test(arguments: [
        (
            Shipped.qAviogen, "Priority Support: Availability: Monday-Friday, 6 AM - 8 PM PST",
            [
                "front-line": ["priority-hours", "chat-hours"], "specialists": ["around-the-clock"],
                "engineers": ["around-the-clock"], "product": ["standard-hours"],
            ]
        ),
        (
            .agreementActivation, "Time Zone Coverage: Primary Coverage: business hours, 24/7 Emergency",
            [
                "technical": ["office", "chat-hours"], "accounts": ["office"], "integration": ["office"],
                "engineering": ["around-the-clock"], "security": ["around-the-clock"], "management": ["office"],
                "training": ["office"],
            ]
        ),
        (
            .signXStudio, "Primary On-Call: 24/7 coverage",
            ["help-desk": ["office"], "engineering": ["around-the-clock"]]
        ),
        (
            .archBuilder, "Emergency Support: 24/7 for critical issues",
            [
                "basic": ["office"], "technical": ["office"], "expert": ["around-the-clock"],
                "engineering": ["around-the-clock"],
            ]
        ),
        (
            .platinumBot, "Business Hours; Live Chat: Monday-Friday, 9 AM - 6 PM EST",
            [
                "support": ["office", "chat-hours"], "senior": ["office"], "development": ["around-the-clock"],
                "management": ["office"],
            ]
        ),
    ])
    func `item 11: a team has the document's calendars, one or several`(
        shipped: Shipped,
        sentence: String,
        calendars: [String: [String]]
    ) throws {
        let teams = try shipped.policy.staff.teams

        #expect(Dictionary(uniqueKeysWithValues: teams.map { ($0.id, $0.calendars) }) == calendars, "\(sentence)")
    }

    @Test func `item 11: a team may follow the sun, with calendars of several zones`() throws {
        let text = try Shipped.agreementActivation.text()
            .replacing(
                "\ncalendars:\n",
                with: "\ncalendars:\n  tokyo: {zone: Asia/Tokyo, hours: {mon-fri: 09:00-18:00}}\n"
            )
            .replacing("calendars: [office, chat-hours]", with: "calendars: [office, tokyo]")
        let policy = try PolicyDocument.parse(text, file: "test.yaml").get()
        let team = try #require(policy.staff.teams.first { $0.id == "technical" })
        let tuesdayInTokyo = try Shipped.agreementActivation.moment("Mon 2026-01-12 20:00")

        #expect(
            team.calendars.map { policy.calendar(named: $0).zone.identifier } == ["America/New_York", "Asia/Tokyo"]
        )
        #expect(
            team.calendars.map { policy.calendar(named: $0).arrival(at: tuesdayInTokyo) } == [.afterHours, .inHours]
        )
    }

    @Test(arguments: [
        (Shipped.signXStudio, ["P0 Critical", "P1 High", "P2 Medium", "P3 Low", "P4 Request"]),
        (.qAviogen, ["P0 Outage", "P1 Critical", "P2 Urgent", "P3 Standard"]),
        (.agreementActivation, ["P1 Critical", "P2 High", "P3 Medium", "P4 Low"]),
        (.archBuilder, ["P1 Critical", "P2 High", "P3 Medium", "P4 Low"]),
        (.platinumBot, ["P1 Critical", "P2 High", "P3 Medium", "P4 Low"]),
    ])
    func `item 23: one scale inside, and each programme's own words`(shipped: Shipped, labels: [String]) throws {
        let policy = try shipped.policy

        #expect(policy.priorities.map { "\($0.priority.name) \($0.name)" } == labels)
        for label in policy.priorities { #expect(policy.priority(named: label.name) == label.priority) }
    }

    @Test(arguments: Shipped.allCases)
    func `item 24: every priority is defined, and its own definition leads to it or above`(shipped: Shipped) throws {
        for label in try shipped.policy.priorities where label.priority != shipped.defaultPriority {
            let decision = try shipped.triage(label.definition)
            #expect(!label.priority.isMoreUrgent(than: decision.priority), "\(label.name): \(label.definition)")
            #expect(decision.reasons.contains { $0.hasPrefix("priority:") && $0 != "priority:default" })
        }
    }

    @Test(
        arguments: [
            ("extensive", "High", Priority.p1, "priority:matrix-extensive-high"),
            ("significant", "High", .p2, "priority:matrix-significant-high"),
            ("Moderate", "Critical", .p2, "priority:matrix-moderate-critical"),
            ("minor", "Critical", .p3, "priority:default"), ("unheard of", "Critical", .p1, "priority:stated"),
            (nil, "Critical", .p1, "priority:stated"), ("extensive", nil, .p3, "priority:default"),
        ] as [(String?, String?, Priority, String)]
    )
    func `item 24: impact and urgency give the priority, where both are stated`(
        impact: String?,
        urgency: String?,
        expected: Priority,
        reason: String
    ) throws {
        let decision = try Shipped.archBuilder.policy.triage(
            TriageInput(
                subject: "Sections",
                text: "The section view is empty.",
                channel: "portal",
                plan: "standard",
                urgency: urgency,
                impact: impact
            )
        )

        #expect(decision.priority == expected)
        #expect(decision.reasons.contains(reason), "\(decision.reasons)")
    }

    @Test func `item 24: neither impact nor urgency lowers what the words say`() throws {
        let decision = try Shipped.archBuilder.policy.triage(
            TriageInput(
                subject: "Complete system outage",
                text: "",
                channel: "portal",
                plan: "standard",
                urgency: "low",
                impact: "minor"
            )
        )

        #expect(decision.priority == .p1)
    }

    @Test func `items 32 and 33: an escalation sets new times, regular updates among them`() throws {
        for shipped in Shipped.allCases {
            let policy = try shipped.policy
            let plan = policy.defaultPlan
            let facts = TicketFacts(plan: plan.id, priority: .p1, issueType: "technical", channel: "email", tier: 1)
            let decision = try #require(policy.escalation(of: facts, trigger: .manual, at: Shipped.someTime))

            #expect(decision.goals.contains { $0.metric == .nextResponse }, "\(shipped)")
            #expect(decision.goals.contains { $0.metric == .periodicUpdate }, "\(shipped)")
        }
    }

    @Test
    func `no pause stops the wait for a first response, neither in a policy that ships nor in one that is silent`()
        throws
    {
        let silent = try ArchBuilder.text().replacing("\npauses:\n", with: "\nremoved:\n")
        let start = try #require(silent.firstRange(of: "\nremoved:\n"))
        let rest = silent[start.upperBound...]
        let end = try #require(rest.firstRange(of: "\n\n"))
        let without = String(silent[..<start.lowerBound] + rest[end.lowerBound...])
        let policies = try Shipped.allCases.map { try $0.policy } + [PolicyDocument.parse(without, file: "a").get()]

        for policy in policies { #expect(policy.pausedBy[.firstResponse, default: []].isEmpty, "R7") }
    }

    @Test(arguments: [Metric.firstResponse, .resolution])
    func `item 34: a missed response or resolution escalates`(missed: Metric) throws {
        // Document 000 says of no solution when it is due.
        let programmes = Shipped.allCases.filter { missed != .resolution || $0 != .qAviogen }
        for shipped in programmes {
            let policy = try shipped.policy
            let facts = TicketFacts(
                plan: policy.defaultPlan.id,
                priority: .p2,
                issueType: "technical",
                channel: "email",
                tier: 1
            )

            #expect(
                policy.escalation(
                    of: facts,
                    trigger: .serviceLevelBreached,
                    metric: missed,
                    at: Shipped.someTime
                ) != nil,
                "\(shipped)"
            )
        }
    }

    @Test(arguments: Shipped.allCases)
    func `the examples of every policy come out as they say`(shipped: Shipped) throws {
        #expect(try shipped.policy.runExamples() == [])
    }

    @Test(arguments: Shipped.allCases)
    func `the examples of a policy show each of its priorities, plans and channels`(shipped: Shipped) throws {
        let policy = try shipped.policy
        let priorities = Set(policy.examples.compactMap(\.expected.priority))
        let plans = Set(policy.examples.map(\.input.plan))
        let channels = Set(policy.examples.map(\.input.channel))

        #expect(priorities == Set(policy.priorities.map(\.priority)))
        #expect(plans == Set(policy.plans.map(\.id)))
        #expect(channels == Set(policy.channels.map(\.id)))
    }
}

extension Shipped {
    fileprivate var defaultPriority: Priority { (try? policy.triageRules.defaultPriority) ?? .p4 }
}
