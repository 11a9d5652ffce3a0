/// A supported product: who it is to its customers.
package struct Programme: Hashable, Sendable {
    /// The first word of a routing key, such as `archbuilder`.
    package let id: String
    package let name: String
    /// What ticket numbers begin with: `AB` makes `AB-1042`.
    package let ticketPrefix: String
    /// What mail to customers comes from.
    package let mailFrom: String
    /// Every address that customers write to, in lower case.
    package let mailAddresses: [String]

    package init(id: String, name: String, ticketPrefix: String, mailFrom: String, mailAddresses: [String]) {
        self.id = id
        self.name = name
        self.ticketPrefix = ticketPrefix
        self.mailFrom = mailFrom
        self.mailAddresses = mailAddresses
    }
}

/// A way in which customers reach the programme.
package struct Channel: Hashable, Sendable, Identifiable {
    /// As gateways name it: `chat`.
    package let id: String
    package let name: String
    /// The calendar of its hours, if they are not those of the customer's plan.
    package let calendar: String?
    /// The priorities it is meant for; nil for all.
    package let priorities: Set<Priority>?
    /// The languages that are spoken there, of those of the plan; empty for all of them.
    package let languages: [String]

    package init(
        id: String,
        name: String,
        calendar: String? = nil,
        priorities: Set<Priority>? = nil,
        languages: [String] = []
    ) {
        self.id = id
        self.name = name
        self.calendar = calendar
        self.priorities = priorities
        self.languages = languages
    }
}

/// What a customer has bought.
package struct Plan: Hashable, Sendable, Identifiable {
    package let id: String
    package let name: String
    /// The calendar that targets count in, unless a rule names another.
    package let calendar: String
    /// The tier a ticket starts at, unless its category names another.
    package let entryTier: Int
    /// The channels it entitles to; nil for all.
    ///
    /// What comes by another is taken in all the same, and the sender told.
    package let channels: Set<String>?
    /// The calendars of channels that have other hours on this plan than elsewhere.
    package let channelCalendars: [String: String]
    package let languages: [String]
    /// How far its tickets go by themselves, which an agent may exceed; nil for the highest tier.
    package let maxTier: Int?
    /// The uptime it is promised.
    package let uptime: Uptime?
    /// Who looks after its customers by name, if anybody does, such as `Dedicated technical account manager`.
    package let manager: String?
    /// Whether anybody is called for its tickets, at the priorities that page.
    package let isPaged: Bool

    package init(
        id: String,
        name: String,
        calendar: String,
        entryTier: Int,
        channels: Set<String>? = nil,
        channelCalendars: [String: String] = [:],
        languages: [String] = [],
        maxTier: Int? = nil,
        uptime: Uptime? = nil,
        manager: String? = nil,
        isPaged: Bool = true
    ) {
        self.id = id
        self.name = name
        self.calendar = calendar
        self.entryTier = entryTier
        self.channels = channels
        self.channelCalendars = channelCalendars
        self.languages = languages
        self.maxTier = maxTier
        self.uptime = uptime
        self.manager = manager
        self.isPaged = isPaged
    }

    package func allows(channel: String) -> Bool { channels?.contains(channel) ?? true }
}

/// How much of the time a service is to be there.
package struct Uptime: Hashable, Sendable {
    /// In hundredths of a percent: 9990 is 99.9 %.
    package let basisPoints: Int
    /// Whether falling short of it is paid for.
    package let hasPenalties: Bool

    package init(basisPoints: Int, hasPenalties: Bool = false) {
        self.basisPoints = basisPoints
        self.hasPenalties = hasPenalties
    }
}

/// A programme's own word for a priority.
package struct PriorityLabel: Hashable, Sendable {
    package let priority: Priority
    /// As customers and agents know it: `Critical`.
    package let name: String
    package let definition: String

    package init(priority: Priority, name: String, definition: String) {
        self.priority = priority
        self.name = name
        self.definition = definition
    }
}

/// What tickets are about.
package struct Category: Hashable, Sendable, Identifiable {
    package let id: String
    package let name: String
    /// The row of the escalation matrix that it falls under, unless a rule says otherwise.
    package let issueType: String
    /// The tier its tickets start at, whatever the plan.
    package let entryTier: Int?
    /// Names by id.
    package let subcategories: [String: String]
    /// What whoever takes its tickets is to be good at.
    package let skills: Set<String>

    package init(
        id: String,
        name: String,
        issueType: String,
        entryTier: Int? = nil,
        subcategories: [String: String] = [:],
        skills: Set<String> = []
    ) {
        self.id = id
        self.name = name
        self.issueType = issueType
        self.entryTier = entryTier
        self.subcategories = subcategories
        self.skills = skills
    }
}

/// A level of support, 1 being the first.
package struct Tier: Hashable, Sendable {
    package let level: Int
    package let name: String
    /// What it is there for, in a sentence.
    package let duties: String

    package init(level: Int, name: String, duties: String = "") {
        self.level = level
        self.name = name
        self.duties = duties
    }
}
