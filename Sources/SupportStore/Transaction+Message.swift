package import Foundation
package import Postgres
package import SupportDomain

/// One thing said on a ticket, as it is kept.
package struct StoredMessage: Sendable, Hashable {
    package enum Direction: String, Sendable {
        case fromCustomer = "from_customer"
        case toCustomer = "to_customer"
        case `internal`
    }

    package var programme: String
    package var sourceID: String
    package var ticketID: TicketID
    package var direction: Direction
    package var author: String
    package var authorName: String?
    package var subject: String?
    package var body: String
    /// A JSON array of the attachments' names, types and sizes; nil without any.
    package var attachments: String?
    /// What the gateway knew that triage looks at, by name.
    package var hints: [String: String]
    package var fingerprint: Int64
    package var saidAt: Date
    /// The mail as it came, if it was one.
    package var raw: [UInt8]?
    /// Further ids by which later messages may refer to it, or which it refers to.
    package var references: [String]

    package init(
        programme: String,
        sourceID: String,
        ticketID: TicketID,
        direction: Direction,
        author: String,
        authorName: String? = nil,
        subject: String? = nil,
        body: String,
        attachments: String? = nil,
        hints: [String: String] = [:],
        fingerprint: Int64,
        saidAt: Date,
        raw: [UInt8]? = nil,
        references: [String] = []
    ) {
        self.programme = programme
        self.sourceID = sourceID
        self.ticketID = ticketID
        self.direction = direction
        self.author = author
        self.authorName = authorName
        self.subject = subject
        self.body = body
        self.attachments = attachments
        self.hints = hints
        self.fingerprint = fingerprint
        self.saidAt = saidAt
        self.raw = raw
        self.references = references
    }
}

/// A message id, or a reference to one, inside a programme.
package struct MessageKey: Hashable, Sendable, Comparable {
    package let programme: String
    package let id: String

    package init(programme: String, id: String) {
        self.programme = programme
        self.id = id
    }

    package static func < (left: MessageKey, right: MessageKey) -> Bool {
        (left.programme, left.id) < (right.programme, right.id)
    }
}

/// The ticket that a message id leads to, and the fingerprint of the message where it is stored under that id.
package struct KnownMessage: Sendable {
    package let key: MessageKey
    package let ticketID: TicketID
    package let fingerprint: Int64?

    package init(key: MessageKey, ticketID: TicketID, fingerprint: Int64?) {
        self.key = key
        self.ticketID = ticketID
        self.fingerprint = fingerprint
    }
}

extension Transaction {
    /// Makes every other transaction that wants one of these ids wait until this one has ended.
    ///
    /// So two copies of a message, or a message and its reply, are never decided side by side without seeing each
    /// other. Queued: it travels with the next query, which already sees what the others committed.
    package borrowing func enqueueLock(of keys: [MessageKey]) throws(PostgresError) {
        try enqueue(
            """
            SELECT count(pg_advisory_xact_lock(hash)) FROM (
                SELECT DISTINCT hashtextextended(programme || ' ' || id, 0) AS hash
                FROM unnest(\(keys.map(\.programme)), \(keys.map(\.id))) AS key (programme, id)
                ORDER BY hash
            ) AS locks
            """
        )
    }

    /// What is known under these ids: stored messages, and ids that a ticket's mails refer to.
    ///
    /// A reference wins over the ticket of the stored message, because it was given later: the message's own ticket had
    /// been closed by then.
    package borrowing func knownMessages(_ keys: [MessageKey]) throws(PostgresError) -> [MessageKey: KnownMessage] {
        let rows = try query(
            """
            WITH key AS MATERIALIZED (
                SELECT * FROM unnest(\(keys.map(\.programme)), \(keys.map(\.id))) AS key (programme, id)
            )
            SELECT key.programme, id, coalesce(thread_reference.ticket_id, message.ticket_id), fingerprint
            FROM key
            LEFT JOIN message ON (message.programme, source_id) = (key.programme, id)
            LEFT JOIN thread_reference ON (thread_reference.programme, reference) = (key.programme, id)
            WHERE message.ticket_id IS NOT NULL OR thread_reference.ticket_id IS NOT NULL
            """
        )
        var known: [MessageKey: KnownMessage] = [:]
        for row in rows {
            let (programme, id, ticket, fingerprint) = try row.decode((String, String, UUID, Int64?).self)
            let key = MessageKey(programme: programme, id: id)
            known[key] = KnownMessage(key: key, ticketID: TicketID(ticket), fingerprint: fingerprint)
        }
        return known
    }

    /// Keeps messages; their ids must be new, which ``enqueueLock(of:)`` and ``knownMessages(_:)`` made sure of.
    package borrowing func enqueueInsert(_ messages: [StoredMessage]) throws(PostgresError) {
        guard !messages.isEmpty else { return }
        try enqueue(
            """
            INSERT INTO message (programme, source_id, ticket_id, direction, author, author_name, subject, body,
                                 attachments, hints, fingerprint, said_at)
            SELECT programme, source_id, ticket_id, direction, author, author_name, subject, body,
                   attachments, hints, fingerprint, said_at
            FROM unnest(\(messages.map(\.programme)), \(messages.map(\.sourceID)), \(messages.map(\.ticketID.uuid)),
                        \(messages.map(\.direction)), \(messages.map(\.author)),
                        \(messages.map(\.authorName)), \(messages.map(\.subject)), \(messages.map(\.body)),
                        \(messages.map { $0.attachments.map { JSON($0) } }),
                        \(messages.map { $0.hints.isEmpty ? nil : JSON(object: $0.hints) }),
                        \(messages.map(\.fingerprint)), \(messages.map(\.saidAt)))
                AS new (programme, source_id, ticket_id, direction, author, author_name, subject, body,
                        attachments, hints, fingerprint, said_at)
            ORDER BY programme, source_id
            """
        )
        try enqueueInsertSources(of: messages.filter { $0.raw != nil })
        try enqueueInsertReferences(of: messages.filter { !$0.references.isEmpty })
    }

    private borrowing func enqueueInsertSources(of messages: [StoredMessage]) throws(PostgresError) {
        guard !messages.isEmpty else { return }
        try enqueue(
            """
            INSERT INTO message_source (programme, source_id, raw)
            SELECT * FROM unnest(\(messages.map(\.programme)), \(messages.map(\.sourceID)),
                                 \(messages.map { $0.raw ?? [] }))
            """
        )
    }

    /// Makes ids lead to tickets; one that led to another ticket leads to the new one from now on.
    private borrowing func enqueueInsertReferences(of messages: [StoredMessage]) throws(PostgresError) {
        var tickets: [MessageKey: UUID] = [:]
        for message in messages {
            for reference in message.references {
                tickets[MessageKey(programme: message.programme, id: reference)] = message.ticketID.uuid
            }
        }
        guard !tickets.isEmpty else { return }
        let references = tickets.sorted { $0.key < $1.key }
        try enqueue(
            """
            INSERT INTO thread_reference (programme, reference, ticket_id)
            SELECT * FROM unnest(\(references.map(\.key.programme)), \(references.map(\.key.id)),
                                 \(references.map(\.value)))
            ON CONFLICT (programme, reference) DO UPDATE SET ticket_id = excluded.ticket_id
            """
        )
    }

    /// The first thing the customer said on each of these tickets: what triage reads.
    package borrowing func openingMessages(of tickets: [TicketID]) throws(PostgresError) -> [TicketID: StoredMessage] {
        try messages(
            """
            SELECT DISTINCT ON (ticket_id)
                   \(unsafeSQL: messageColumns)
            FROM message
            WHERE ticket_id = ANY (\(tickets.map(\.uuid))) AND direction = 'from_customer'
            ORDER BY ticket_id, said_at, source_id
            """
        ).reduce(into: [:]) { $0[$1.ticketID] = $1 }
    }

    /// Those of the tickets on which a person has spoken, or on one that was merged into them, and not only programs.
    package borrowing func ticketsOfPersons(
        among tickets: some Collection<TicketID>
    ) throws(PostgresError) -> Set<TicketID> {
        let rows = try query(
            """
            SELECT DISTINCT ticket_id FROM ticket_event
            WHERE ticket_id = ANY (\(tickets.map(\.uuid))) AND kind IN ('received', 'customer_replied', 'merged_from')
                AND NOT data ? 'automatic'
            """
        )
        return Set(try rows.map { row throws(PostgresError) in TicketID(try row.get(0)) })
    }

    /// Messages by their source ids, on whichever ticket.
    package borrowing func messages(_ keys: [MessageKey]) throws(PostgresError) -> [MessageKey: StoredMessage] {
        try messages(
            """
            SELECT \(unsafeSQL: messageColumns)
            FROM message
            JOIN unnest(\(keys.map(\.programme)), \(keys.map(\.id))) AS key (key_programme, key_id)
                ON programme = key_programme AND source_id = key_id
            """
        ).reduce(into: [:]) { $0[MessageKey(programme: $1.programme, id: $1.sourceID)] = $1 }
    }

    /// Everything said on a ticket, oldest first.
    package borrowing func conversation(of ticket: TicketID) throws(PostgresError) -> [StoredMessage] {
        try messages(
            """
            SELECT \(unsafeSQL: messageColumns)
            FROM message WHERE ticket_id = \(ticket.uuid) ORDER BY said_at, source_id
            """
        )
    }

    private borrowing func messages(_ selection: Query) throws(PostgresError) -> [StoredMessage] {
        try query(selection).map { row throws(PostgresError) in
            StoredMessage(
                programme: try row.get(0),
                sourceID: try row.get(1),
                ticketID: TicketID(try row.get(2)),
                direction: try row.get(3),
                author: try row.get(4),
                authorName: try row.get(5),
                subject: try row.get(6),
                body: try row.get(7),
                hints: try row.get(8, as: JSON?.self)?.object ?? [:],
                fingerprint: try row.get(9),
                saidAt: try row.get(10)
            )
        }
    }
}

private let messageColumns =
    "programme, source_id, ticket_id, direction, author, author_name, subject, body, hints, fingerprint, said_at"
