import SupportDomain

extension PolicyReader {
    func escalationRules(_ field: Field, names: Names) -> EscalationRules? {
        guard let section = field.section("triggers", "breaches", "page", "matrix", "by_priority") else { return nil }
        let matrix = rules(section["matrix"]) { item -> EscalationMatrix? in
            let section = item.section("id", "when", "calendar", "rows")
            let condition = condition(section?["when"], names: names)
            let calendar = section?["calendar"]?.name(of: "calendar", among: names.calendars)
            let rows =
                section?.required("rows", example: "{technical: {1: 4h}}").map { self.rows($0, names: names) } ?? [:]
            guard let id = section?.required("id")?.text() else { return nil }
            return EscalationMatrix(id: id, when: condition, calendar: calendar, rows: rows)
        }
        let byPriority = rules(section["by_priority"]) { item -> PriorityEscalation? in
            let section = item.section("id", "when", "within", "at_once", "to", "calendar")
            let condition = condition(section?["when"], names: names)
            let calendar = section?["calendar"]?.name(of: "calendar", among: names.calendars)
            let tiers =
                section?.required("to", example: "[2, 3]")?.items().compactMap { tier($0, among: names.tiers) } ?? []
            if section?["to"]?.isEmptyList == true {
                section?["to"]?.wrong("say where it leads: write one tier or more, such as [2, 3]")
            }
            let delay: PriorityEscalation.Delay?
            switch (section?["at_once"]?.bool() ?? false, section?["within"]) {
            case (true, nil): delay = .atOnce
            case (false, let within?): delay = target(within).map { .within($0) }
            default:
                item.wrong("write either 'at_once: true' or 'within: 8h'")
                delay = nil
            }
            guard let id = section?.required("id")?.text(), let delay else { return nil }
            return PriorityEscalation(id: id, when: condition, delay: delay, to: tiers.sorted(), calendar: calendar)
        }
        return EscalationRules(
            matrix: matrix,
            byPriority: byPriority,
            triggers: Set(
                (section.required("triggers", example: "[customer_request]")?.items() ?? []).compactMap(trigger)
            ),
            breachesThatEscalate: Set((section["breaches"]?.items() ?? []).compactMap(metric)),
            pagedPriorities: Set((section["page"]?.items() ?? []).compactMap { priority($0, names: names) })
        )
    }

    private func rows(_ field: Field, names: Names) -> [String: [Int: Target]] {
        var rows: [String: [Int: Target]] = [:]
        for (key, value) in field.entries() {
            let issueType = key.name(of: "issue type", among: names.issueTypes)
            for (key, value) in value.entries() {
                let tier = tier(key, among: names.tiers)
                let target = target(value)
                if let issueType, let tier { rows[issueType, default: [:]][tier] = target }
            }
        }
        return rows
    }

    func ladders(
        _ field: Field,
        tiers: Set<Int>,
        priorities: Set<String>,
        rotations: Set<String>
    ) -> [Int: PagingLadder] {
        var ladders: [Int: PagingLadder] = [:]
        for (key, value) in field.entries() {
            guard let section = value.section("contacts", "acknowledge_within", "last_resort") else { continue }
            let tier = tier(key, among: tiers)
            let contacts = (section.required("contacts")?.items() ?? []).compactMap {
                contact($0, rotations: rotations)
            }
            let within = section.required("acknowledge_within", example: "15m").flatMap {
                patience($0, priorities: priorities)
            }
            let lastResort = section.required("last_resort").flatMap { contact($0, rotations: rotations) }
            guard let tier, let within, let lastResort else { continue }
            ladders[tier] = PagingLadder(
                tier: tier,
                contacts: contacts,
                acknowledgeWithin: within.usual,
                acknowledgeWithinByPriority: within.byPriority,
                lastResort: lastResort
            )
        }
        return ladders
    }

    /// How long is waited for somebody to answer: one time, or one for each of some priorities, of which all others
    /// have the shortest.
    private func patience(_ field: Field, priorities: Set<String>) -> (usual: Int, byPriority: [Priority: Int])? {
        if field.plainText != nil { return duration(field).map { ($0, [:]) } }
        var byPriority: [Priority: Int] = [:]
        for (key, value) in field.entries() {
            let priority = key.name(of: "priority", among: priorities).flatMap { Priority(name: $0) }
            let within = duration(value)
            if let priority { byPriority[priority] = within }
        }
        guard let shortest = byPriority.values.min() else {
            field.wrong(
                "say how long is waited, such as 15m, or for each of some priorities, such as {P0: 15m, P1: 1h}"
            )
            return nil
        }
        return (shortest, byPriority)
    }

    private func contact(_ field: Field, rotations: Set<String>) -> PagingLadder.Contact? {
        guard let section = field.section("name", "email", "webhook", "rotation") else { return nil }
        let email = section["email"].flatMap(address)
        let webhook = section["webhook"]?.url()
        let rotation = section["rotation"]?.name(of: "rotation", among: rotations)
        if section["email"] == nil, section["webhook"] == nil {
            let why = section["rotation"] == nil ? "nobody could be called" : "the rotation alone has no address"
            field.wrong("\(why): give 'email', 'webhook' or both")
        }
        guard let name = section.required("name")?.text() else { return nil }
        return PagingLadder.Contact(name: name, email: email, webhook: webhook, rotation: rotation)
    }
}
