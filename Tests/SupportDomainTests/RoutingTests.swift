import SupportDomain
import Testing

/// Which team takes a ticket, and who of it can.
struct RoutingTests {
    private static let teams = [
        Team(id: "desk", name: "Desk", tiers: [1, 2], members: ["ann"]),
        Team(id: "web", name: "Web", tiers: [2], skills: ["browsers"], members: ["bob", "eve"]),
        Team(id: "api", name: "API", tiers: [2], skills: ["api", "browsers"], members: ["ida", "jo"]),
        Team(id: "office", name: "Office", tiers: [4]),
    ]
    private static let agents = [
        Agent(id: "ann", name: "Ann", languages: ["en"]), Agent(id: "bob", name: "Bob", languages: ["en"]),
        Agent(id: "eve", name: "Eve", languages: ["en", "es"], skills: ["forms"]),
        Agent(id: "ida", name: "Ida", languages: ["en", "de"], skills: ["sdk"]),
        Agent(id: "jo", name: "Jo", languages: ["en", "de"]),
    ]
    private static let categories = [
        Category(id: "page", name: "Pages", issueType: "technical", skills: ["browsers"]),
        Category(id: "form", name: "Forms", issueType: "technical", skills: ["browsers", "forms"]),
        Category(id: "call", name: "Calls", issueType: "technical", skills: ["api", "sdk"]),
        Category(id: "other", name: "Others", issueType: "technical"),
    ]

    private func policy(_ agents: [Agent] = agents, teams: [Team] = teams) -> Policy {
        .sample(
            tiers: 4,
            escalation: .none,
            staff: Staff(teams: teams, agents: agents),
            categories: Self.categories
        )
    }

    @Test(
        arguments: [
            (1, "call", nil, "desk", ["ann"], "team:tier-1"), (2, "other", nil, "desk", ["ann"], "team:tier-2"),
            (2, "page", nil, "web", ["bob", "eve"], "team:skills-browsers"),
            (2, "page", "de", "api", ["ida", "jo"], "team:skills-browsers"),
            (2, "page", "es", "web", ["eve"], "team:skills-browsers"),
            (2, "form", nil, "web", ["eve"], "team:skills-browsers+forms"),
            (2, "call", nil, "api", ["ida"], "team:skills-api+sdk"),
            // Skills go before languages: a translation can be had, a skill cannot.
            (2, "form", "de", "web", ["eve"], "team:skills-browsers+forms"),
            (2, "other", "es", "web", ["eve"], "team:language-es"),
            (2, "other", "fr", "desk", ["ann"], "team:tier-2"), (4, "page", "fr", "office", [], "team:tier-4"),
            (2, "nothing of the kind", nil, "desk", ["ann"], "team:tier-2"),
        ] as [(Int, String, String?, String, [String], String)]
    )
    func
        `of the teams of a tier the one with the most of what is asked for takes it, then one that speaks the language`(
            tier: Int,
            category: String,
            language: String?,
            team: String,
            people: [String],
            reason: String
        )
    {
        let routing = policy().routing(forTier: tier, category: category, language: language)

        #expect(routing.team == team)
        #expect(routing.agents == people)
        #expect(routing.reason == reason)
    }

    @Test func `where no agent's languages are listed, everybody speaks all`() {
        let silent = Self.agents.map { Agent(id: $0.id, name: $0.name, skills: $0.skills) }

        #expect(policy(silent).routing(forTier: 2, category: "page", language: "es").agents == ["bob", "eve"])
    }

    @Test(arguments: [(nil, "open"), ("en", "desk"), ("fr", "open")] as [(String?, String)])
    func `a team that names nobody is passed only for one that speaks the language`(language: String?, team: String) {
        let open = Team(id: "open", name: "Open", tiers: [1])

        #expect(
            policy(teams: [open] + Self.teams).routing(forTier: 1, category: "other", language: language).team == team
        )
    }

    @Test func `a tier that no team serves has nobody to give a ticket to`() {
        let routing = policy().routing(forTier: 3, category: "page")

        #expect(routing == Routing(team: nil, agents: [], reason: nil))
    }
}
