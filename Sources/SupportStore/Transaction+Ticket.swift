package import Foundation
package import Postgres
package import SupportDomain

extension Transaction {
    /// The fleet's time: the same throughout a transaction.
    package borrowing func now() throws(PostgresError) -> Date {
        let rows = try query("SELECT tierline_now()")
        guard let row = rows.first else { return Date(timeIntervalSince1970: 0) }
        return try row.get(0)
    }

    /// Locks tickets in id order and reads them with their clocks and pauses.
    package borrowing func lockTickets(_ ids: some Collection<TicketID>) throws(PostgresError) -> [TicketID: Ticket] {
        guard !ids.isEmpty else { return [:] }
        return try complete(
            try query(
                """
                SELECT \(unsafeSQL: ticketColumns) FROM ticket
                WHERE id = ANY (\(Set(ids).sorted().map(\.uuid))) ORDER BY id FOR NO KEY UPDATE
                """
            )
        )
    }

    /// Reads tickets with their clocks and pauses, without locking them.
    package borrowing func tickets(_ ids: some Collection<TicketID>) throws(PostgresError) -> [TicketID: Ticket] {
        guard !ids.isEmpty else { return [:] }
        return try complete(
            try query("SELECT \(unsafeSQL: ticketColumns) FROM ticket WHERE id = ANY (\(ids.map(\.uuid)))")
        )
    }

    /// The ids of the tickets with these numbers.
    package borrowing func ticketIDs(_ numbers: [Int]) throws(PostgresError) -> [Int: TicketID] {
        guard !numbers.isEmpty else { return [:] }
        var found: [Int: TicketID] = [:]
        for row in try query("SELECT number, id FROM ticket WHERE number = ANY (\(numbers))") {
            let (number, id) = try row.decode((Int, UUID).self)
            found[number] = TicketID(id)
        }
        return found
    }

    private borrowing func complete(_ rows: [Row]) throws(PostgresError) -> [TicketID: Ticket] {
        guard !rows.isEmpty else { return [:] }
        var tickets: [TicketID: Ticket] = [:]
        for row in rows {
            let ticket = try Ticket(row)
            tickets[ticket.id] = ticket
        }
        let triaged = tickets.values.filter { $0.triagedAt != nil }.map(\.id.uuid)
        if !triaged.isEmpty {
            for (ticket, clock) in try clocks(of: triaged) { tickets[ticket]?.clocks.append(clock) }
        }
        for (ticket, pause) in try pauses(of: tickets.keys.map(\.uuid)) { tickets[ticket]?.pauses.append(pause) }
        return tickets
    }

    /// Writes what changed of these tickets: the rows, the timeline, clocks, pauses and timers.
    ///
    /// Queued. `now` is when what fired was noticed. A ticket that another transaction made in between is an error of the
    /// constraint `ticket_pkey`.
    package borrowing func enqueueSave(_ changes: [TicketChange], at now: Date) throws(PostgresError) {
        let changes = changes.sorted { $0.after.id < $1.after.id }
        try enqueueInsert(changes.filter { $0.before == nil }.map(\.after))
        // One that an agent prioritised in the batch that opened it has what triage decides for all others.
        try enqueueUpdate(changes.filter { $0.before != nil || $0.after.priority != nil }.map(\.after))
        try enqueueInsertEvents(of: changes.map(\.after))
        try enqueueSaveClocks(of: changes, at: now)
        try enqueueSavePauses(of: changes)
        // What has fallen already is due now and not in the past, where a watcher has looked before and may not look
        // again soon.
        try enqueueSet(
            changes.filter(\.movesTimer).map {
                Timer(kind: .clocks, subject: $0.after.id.uuid, due: $0.after.nextWakeUp.map { max($0, now) })
            }
        )
    }

    /// Everything but what triage decides: a new ticket may have been answered, or solved, in the batch that opened it.
    private borrowing func enqueueInsert(_ tickets: [Ticket]) throws(PostgresError) {
        guard !tickets.isEmpty else { return }
        try enqueue(
            """
            INSERT INTO ticket (id, programme, channel, requester, requester_name, address, subject, plan, language, is_vip,
                                status, assignee, vendor_reference, policy_version, created_at, first_response_at, resolved_at,
                                closed_at, merged_into, unanswered_since, last_customer_message, conversation, reopen_count,
                                event_count, manager)
            SELECT * FROM unnest(\(tickets.map(\.id.uuid)), \(tickets.map(\.programme)), \(tickets.map(\.channel)),
                                 \(tickets.map(\.requester)), \(tickets.map(\.requesterName)),
                                 \(tickets.map { $0.address == $0.requester ? nil : $0.address }),
                                 \(tickets.map(\.subject)), \(tickets.map(\.plan)), \(tickets.map(\.language)),
                                 \(tickets.map(\.isVIP)), \(tickets.map(\.status)), \(tickets.map(\.assignee)),
                                 \(tickets.map(\.vendorReference)), \(tickets.map(\.policyVersion)),
                                 \(tickets.map(\.createdAt)), \(tickets.map(\.firstResponseAt)),
                                 \(tickets.map(\.resolvedAt)), \(tickets.map(\.closedAt)), \(tickets.map(\.mergedInto?.uuid)),
                                 \(tickets.map(\.unansweredSince)), \(tickets.map(\.lastCustomerMessage)),
                                 \(tickets.map(\.conversation)), \(tickets.map(\.reopenCount)), \(tickets.map(\.eventCount)),
                                 \(tickets.map(\.manager)))
            """
        )
    }

    private borrowing func enqueueUpdate(_ tickets: [Ticket]) throws(PostgresError) {
        guard !tickets.isEmpty else { return }
        try enqueue(
            """
            UPDATE ticket SET
                plan = new.plan, language = new.language, status = new.status, priority = new.priority,
                category = new.category, subcategory = new.subcategory, issue_type = new.issue_type, tier = new.tier,
                assignee = new.assignee, vendor_reference = new.vendor_reference,
                policy_version = new.policy_version, triaged_at = new.triaged_at,
                first_response_at = new.first_response_at, resolved_at = new.resolved_at, closed_at = new.closed_at,
                unanswered_since = new.unanswered_since, reopen_count = new.reopen_count,
                escalation_count = new.escalation_count, escalated_at = new.escalated_at,
                last_customer_message = new.last_customer_message, conversation = new.conversation,
                merged_into = new.merged_into, event_count = new.event_count, team = new.team, manager = new.manager
            FROM unnest(\(tickets.map(\.id.uuid)), \(tickets.map(\.plan)), \(tickets.map(\.language)),
                        \(tickets.map(\.status)), \(tickets.map { $0.priority.map { Int16($0.rawValue) } }),
                        \(tickets.map(\.category)), \(tickets.map(\.subcategory)), \(tickets.map(\.issueType)),
                        \(tickets.map { $0.tier.map(Int16.init) }), \(tickets.map(\.assignee)),
                        \(tickets.map(\.vendorReference)), \(tickets.map(\.policyVersion)),
                        \(tickets.map(\.triagedAt)), \(tickets.map(\.firstResponseAt)),
                        \(tickets.map(\.resolvedAt)), \(tickets.map(\.closedAt)),
                        \(tickets.map(\.unansweredSince)), \(tickets.map(\.reopenCount)),
                        \(tickets.map(\.escalationCount)), \(tickets.map(\.escalatedAt)),
                        \(tickets.map(\.lastCustomerMessage)),
                        \(tickets.map(\.conversation)), \(tickets.map(\.mergedInto?.uuid)),
                        \(tickets.map(\.eventCount)), \(tickets.map(\.team)), \(tickets.map(\.manager)))
                AS new (id, plan, language, status, priority, category, subcategory, issue_type, tier, assignee,
                        vendor_reference, policy_version, triaged_at, first_response_at, resolved_at, closed_at,
                        unanswered_since, reopen_count, escalation_count, escalated_at,
                        last_customer_message, conversation, merged_into, event_count, team, manager)
            WHERE ticket.id = new.id
            """
        )
    }

    /// Adds what is new to the tickets' timelines.
    borrowing func enqueueInsertEvents(of tickets: [Ticket]) throws(PostgresError) {
        let events = tickets.flatMap { ticket in ticket.newEvents.map { (ticket.id.uuid, $0) } }
        guard !events.isEmpty else { return }
        try enqueue(
            """
            INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data)
            SELECT * FROM unnest(\(events.map(\.0)), \(events.map(\.1.seq)), \(events.map(\.1.kind)),
                                 \(events.map(\.1.actor)), \(events.map(\.1.cause)),
                                 \(events.map(\.1.policyVersion)), \(events.map(\.1.at)),
                                 \(events.map { JSON(object: $0.1.data) }))
            """
        )
    }
}

private let ticketColumns = """
    id, number, programme, channel, requester, requester_name, subject, plan, language, is_vip, status, policy_version,
    created_at, event_count, priority, category, subcategory, issue_type, tier, assignee, vendor_reference, triaged_at,
    first_response_at, resolved_at, closed_at, unanswered_since, reopen_count, escalation_count,
    last_customer_message, address, conversation, merged_into, escalated_at, team, manager
    """

extension Ticket {
    /// Reads the columns of a ticket; its clocks and pauses are in tables of their own.
    fileprivate init(_ row: Row) throws(PostgresError) {
        self.init(
            id: TicketID(try row.get(0)),
            number: try row.get(1),
            programme: try row.get(2),
            channel: try row.get(3),
            requester: try row.get(4),
            requesterName: try row.get(5),
            address: try row.get(29),
            subject: try row.get(6),
            plan: try row.get(7),
            language: try row.get(8),
            isVIP: try row.get(9),
            status: try row.get(10),
            policyVersion: try row.get(11),
            createdAt: try row.get(12),
            eventCount: try row.get(13)
        )
        priority = try row.get(14, as: Int?.self).flatMap(Priority.init(rawValue:))
        category = try row.get(15)
        subcategory = try row.get(16)
        issueType = try row.get(17)
        tier = try row.get(18)
        assignee = try row.get(19)
        vendorReference = try row.get(20)
        triagedAt = try row.get(21)
        firstResponseAt = try row.get(22)
        resolvedAt = try row.get(23)
        closedAt = try row.get(24)
        unansweredSince = try row.get(25)
        reopenCount = try row.get(26)
        escalationCount = try row.get(27)
        lastCustomerMessage = try row.get(28)
        conversation = try row.get(30)
        mergedInto = try row.get(31, as: UUID?.self).map(TicketID.init)
        escalatedAt = try row.get(32)
        team = try row.get(33)
        manager = try row.get(34)
    }
}
