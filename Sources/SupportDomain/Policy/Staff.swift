/// Who supports the programme, and whom it turns to.
package struct Staff: Hashable, Sendable {
    package let teams: [Team]
    package let agents: [Agent]
    package let rotations: [Rotation]
    package let contacts: [DirectoryEntry]

    package init(
        teams: [Team] = [],
        agents: [Agent] = [],
        rotations: [Rotation] = [],
        contacts: [DirectoryEntry] = []
    ) {
        self.teams = teams
        self.agents = agents
        self.rotations = rotations
        self.contacts = contacts
    }
}

/// People who share work.
package struct Team: Hashable, Sendable, Identifiable {
    package let id: String
    package let name: String
    /// The tiers it serves.
    package let tiers: Set<Int>
    /// When it works; of several, one is enough.
    package let calendars: [String]
    /// What it is good at, beside what its members are.
    package let skills: Set<String>
    package let members: [String]

    package init(
        id: String,
        name: String,
        tiers: Set<Int> = [],
        calendars: [String] = [],
        skills: Set<String> = [],
        members: [String] = []
    ) {
        self.id = id
        self.name = name
        self.tiers = tiers
        self.calendars = calendars
        self.skills = skills
        self.members = members
    }
}

/// Somebody who answers customers.
package struct Agent: Hashable, Sendable, Identifiable {
    package let id: String
    package let name: String
    package let email: String?
    package let phone: String?
    package let languages: [String]
    package let skills: Set<String>

    package init(
        id: String,
        name: String,
        email: String? = nil,
        phone: String? = nil,
        languages: [String] = [],
        skills: Set<String> = []
    ) {
        self.id = id
        self.name = name
        self.email = email
        self.phone = phone
        self.languages = languages
        self.skills = skills
    }
}

/// Where else help is to be had: an emergency number, a security desk, a vendor.
package struct DirectoryEntry: Hashable, Sendable, Identifiable {
    package let id: String
    package let name: String
    /// What it is for, in a few words.
    package let purpose: String
    package let email: String?
    package let phone: String?
    package let url: String?
    /// When it is there; nil where nobody says.
    package let calendar: String?
    /// The plans it is open to; nil for all.
    package let plans: Set<String>?

    package init(
        id: String,
        name: String,
        purpose: String = "",
        email: String? = nil,
        phone: String? = nil,
        url: String? = nil,
        calendar: String? = nil,
        plans: Set<String>? = nil
    ) {
        self.id = id
        self.name = name
        self.purpose = purpose
        self.email = email
        self.phone = phone
        self.url = url
        self.calendar = calendar
        self.plans = plans
    }
}
