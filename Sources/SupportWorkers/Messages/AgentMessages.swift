/// `agent.replied`: an agent answers the customer.
///
/// It satisfies the first or next response.
package struct AgentReplied: Codable, Hashable, Sendable {
    package var ticket: String
    package var agent: String
    package var text: String
    /// True when the gateway has told the customer itself; otherwise the notifier delivers the text.
    package var delivered: Bool?
    /// Whose turn it is now: `customer` or `vendor` pauses the clocks that the policy lists.
    package var waitingOn: String?
    /// The id under which the last message of the customer came in that the agent had read.
    ///
    /// What the customer has said since then this does not answer.
    package var answers: String?

    package init(
        ticket: String,
        agent: String,
        text: String,
        delivered: Bool? = nil,
        waitingOn: String? = nil,
        answers: String? = nil
    ) {
        self.ticket = ticket
        self.agent = agent
        self.text = text
        self.delivered = delivered
        self.waitingOn = waitingOn
        self.answers = answers
    }

    enum CodingKeys: String, CodingKey {
        case ticket, agent, text, delivered, answers
        case waitingOn = "waiting_on"
    }
}

/// `agent.noted`: an agent writes something down that the customer does not see.
///
/// It satisfies nothing.
package struct AgentNoted: Codable, Hashable, Sendable {
    package var ticket: String
    package var agent: String
    package var text: String

    package init(ticket: String, agent: String, text: String) {
        self.ticket = ticket
        self.agent = agent
        self.text = text
    }
}

/// `ticket.assigned`: a ticket gets an owner.
package struct TicketAssigned: Codable, Hashable, Sendable {
    package var ticket: String
    package var agent: String
    /// Who is to own it.
    package var assignee: String

    package init(ticket: String, agent: String, assignee: String) {
        self.ticket = ticket
        self.agent = agent
        self.assignee = assignee
    }
}

/// `ticket.prioritised`: an agent says how urgent a ticket is, and perhaps what it is about.
///
/// Its open clocks get the targets of what it is now, from where they began.
package struct TicketPrioritised: Codable, Hashable, Sendable {
    package var ticket: String
    package var agent: String
    /// By its own name, `P1`, or by the programme's, `Critical`.
    package var priority: String
    package var reason: String?
    package var category: String?
    package var subcategory: String?
    package var issueType: String?

    package init(
        ticket: String,
        agent: String,
        priority: String,
        reason: String? = nil,
        category: String? = nil,
        subcategory: String? = nil,
        issueType: String? = nil
    ) {
        self.ticket = ticket
        self.agent = agent
        self.priority = priority
        self.reason = reason
        self.category = category
        self.subcategory = subcategory
        self.issueType = issueType
    }

    enum CodingKeys: String, CodingKey {
        case ticket, agent, priority, reason, category, subcategory
        case issueType = "issue_type"
    }
}

/// `ticket.paused`: the ticket waits for the customer or for a vendor.
package struct TicketPaused: Codable, Hashable, Sendable {
    package var ticket: String
    package var agent: String
    /// `customer` or `vendor`.
    package var waitingOn: String
    /// The vendor's own ticket number, if there is one.
    package var reference: String?

    package init(ticket: String, agent: String, waitingOn: String, reference: String? = nil) {
        self.ticket = ticket
        self.agent = agent
        self.waitingOn = waitingOn
        self.reference = reference
    }

    enum CodingKeys: String, CodingKey {
        case ticket, agent, reference
        case waitingOn = "waiting_on"
    }
}

/// `ticket.resumed`, `ticket.reopened` and `ticket.closed`: an agent moves a ticket on, and says why if they like.
package struct TicketMoved: Codable, Hashable, Sendable {
    package var ticket: String
    package var agent: String
    package var reason: String?

    package init(ticket: String, agent: String, reason: String? = nil) {
        self.ticket = ticket
        self.agent = agent
        self.reason = reason
    }
}

/// `ticket.resolved`: an agent says it is solved.
///
/// A text is sent to the customer and counts as a response, unless it is blank.
package struct TicketResolved: Codable, Hashable, Sendable {
    package var ticket: String
    package var agent: String
    package var text: String?

    /// What it tells the customer; nil if that is nothing.
    var words: String? { text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } }

    package init(ticket: String, agent: String, text: String? = nil) {
        self.ticket = ticket
        self.agent = agent
        self.text = text
    }
}

/// `ticket.escalated`: an agent or supervisor moves a ticket up, and must say why.
package struct TicketEscalated: Codable, Hashable, Sendable {
    package var ticket: String
    package var agent: String
    package var reason: String
    /// The tier it should go to; without one the policy decides.
    package var toTier: Int?

    package init(ticket: String, agent: String, reason: String, toTier: Int? = nil) {
        self.ticket = ticket
        self.agent = agent
        self.reason = reason
        self.toTier = toTier
    }

    enum CodingKeys: String, CodingKey {
        case ticket, agent, reason
        case toTier = "to_tier"
    }
}

/// `page.acknowledged`: the person who was paged has it.
package struct PageAcknowledged: Codable, Hashable, Sendable {
    package var page: String
    package var by: String

    package init(page: String, by: String) {
        self.page = page
        self.by = by
    }
}
