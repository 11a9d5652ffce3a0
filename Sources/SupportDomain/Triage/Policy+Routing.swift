/// Who is to take a ticket.
package struct Routing: Hashable, Sendable {
    /// The team, by its id; nil where the policy has none for the tier.
    package let team: String?
    /// Those of the team who can take it, by their ids; empty where the policy names nobody.
    package let agents: [String]
    /// What decided, as a decision's reasons name it; nil where there is no team.
    package let reason: String?

    package init(team: String?, agents: [String], reason: String?) {
        self.team = team
        self.agents = agents
        self.reason = reason
    }
}

extension Policy {
    /// Decides which team takes a ticket at a tier, and who of it can.
    ///
    /// Of the teams that serve the tier it is the one that is good at the most of what the category asks for; of several
    /// such, one in which somebody speaks the language; else the first in the file. Of its people it is those who speak the
    /// language, or all of them where nobody does, and of these those who are good at the most. A team's hours and how much
    /// it has to do play no part: a ticket's clocks have the hours of its plan, whoever has it.
    ///
    /// `language` is the one in which the customer is answered, by its letters; nil where it makes no difference.
    package func routing(forTier tier: Int, category: String?, language: String? = nil) -> Routing {
        let wanted = category.flatMap(self.category(_:))?.skills ?? []
        let language = staff.agents.contains { !$0.languages.isEmpty } ? language : nil
        let candidates = staff.teams.filter { $0.tiers.contains(tier) }.map { team in
            Candidate(team, of: staff.agents, wanted: wanted, language: language)
        }
        let mostSkills = candidates.map(\.skills.count).max() ?? 0
        let skilled = candidates.filter { $0.skills.count == mostSkills }
        guard let chosen = skilled.first(where: \.isSpoken) ?? skilled.first, let first = skilled.first else {
            return Routing(team: nil, agents: [], reason: nil)
        }
        let most = chosen.people.map { $0.skills.intersection(wanted).count }.max() ?? 0
        let reason =
            if !chosen.skills.isEmpty {
                "team:skills-\(chosen.skills.sorted().joined(separator: "+"))"
            } else if let language, chosen.team.id != first.team.id {
                "team:language-\(language)"
            } else {
                "team:tier-\(tier)"
            }
        return Routing(
            team: chosen.team.id,
            agents: chosen.people.filter { $0.skills.intersection(wanted).count == most }.map(\.id),
            reason: reason
        )
    }

    /// Whether an agent speaks a language.
    ///
    /// Where the policy lists no agent's languages, everybody speaks all.
    func speaks(_ agent: Agent, _ language: String) -> Bool {
        agent.languages.contains(language) || staff.agents.allSatisfy(\.languages.isEmpty)
    }
}

/// A team that could take a ticket.
private struct Candidate {
    let team: Team
    /// Its people who speak the language, or all of them.
    let people: [Agent]
    /// What it is good at of what is wanted, with all its people.
    let skills: Set<String>
    /// Whether somebody in it speaks the language; nobody does where none is asked for.
    let isSpoken: Bool

    init(_ team: Team, of agents: [Agent], wanted: Set<String>, language: String?) {
        let members = agents.filter { team.members.contains($0.id) }
        let speakers = members.filter { agent in language.map(agent.languages.contains) ?? false }
        self.team = team
        people = speakers.isEmpty ? members : speakers
        skills = members.reduce(team.skills) { $0.union($1.skills) }.intersection(wanted)
        isSpoken = !speakers.isEmpty
    }
}
