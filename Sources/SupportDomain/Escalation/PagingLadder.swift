/// Who is called for a tier: one after the other until somebody answers.
package struct PagingLadder: Hashable, Sendable {
    /// Somebody to call, and how.
    package struct Contact: Hashable, Sendable {
        package let name: String
        package let email: String?
        package let webhook: String?
        /// The rotation whose turns decide who answers there; nil where it is always the same people.
        package let rotation: String?

        package init(name: String, email: String? = nil, webhook: String? = nil, rotation: String? = nil) {
            self.name = name
            self.email = email
            self.webhook = webhook
            self.rotation = rotation
        }
    }

    package let tier: Int
    package let contacts: [Contact]
    /// How long a contact has to acknowledge before the next one is called, in seconds.
    package let acknowledgeWithin: Int
    /// The priorities for which it is another time.
    package let acknowledgeWithinByPriority: [Priority: Int]
    /// Who is called when nobody has answered; the page then waits for them.
    package let lastResort: Contact

    package init(
        tier: Int,
        contacts: [Contact],
        acknowledgeWithin: Int,
        acknowledgeWithinByPriority: [Priority: Int] = [:],
        lastResort: Contact
    ) {
        self.tier = tier
        self.contacts = contacts
        self.acknowledgeWithin = acknowledgeWithin
        self.acknowledgeWithinByPriority = acknowledgeWithinByPriority
        self.lastResort = lastResort
    }

    /// Whether the same people are called in the same way, for whichever tier.
    func calls(sameAs other: PagingLadder) -> Bool {
        contacts == other.contacts && acknowledgeWithin == other.acknowledgeWithin
            && acknowledgeWithinByPriority == other.acknowledgeWithinByPriority && lastResort == other.lastResort
    }

    /// How long a contact has to acknowledge a page about a ticket of that priority, in seconds.
    package func acknowledgeWithin(for priority: Priority?) -> Int {
        priority.flatMap { acknowledgeWithinByPriority[$0] } ?? acknowledgeWithin
    }

    /// The contact of a rung, from 1; the last resort is the rung above the last contact, and nil follows it.
    package func contact(atRung rung: Int) -> Contact? {
        if contacts.indices.contains(rung - 1) { return contacts[rung - 1] }
        return rung == contacts.count + 1 ? lastResort : nil
    }
}
