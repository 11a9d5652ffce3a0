package import Foundation

/// What is on record of one ticket: what people said and did, when the fleet did its part, and what came of it.
package struct RecordedTicket: Sendable {
    /// Something that was said, as far as a decision depends on it.
    package struct Statement: Hashable, Sendable {
        package let author: String
        package let subject: String?
        package let text: String
        /// What the gateway knew that triage looks at, by name.
        package let hints: [String: String]
        package let at: Date

        package init(author: String, subject: String?, text: String, hints: [String: String], at: Date) {
            self.author = author
            self.subject = subject
            self.text = text
            self.hints = hints
            self.at = at
        }
    }

    /// As it stands, with its clocks and pauses.
    package let ticket: Ticket
    /// In the order in which it was written.
    package let timeline: [TicketEvent]
    /// What was said, by source id.
    package let statements: [String: Statement]
    /// When the customer was told that the message had arrived, if that was told.
    package let toldAt: Date?
    /// The tickets that were merged into it.
    package let merged: [TicketID: RecordedTicket]

    package init(
        ticket: Ticket,
        timeline: [TicketEvent],
        statements: [String: Statement],
        toldAt: Date?,
        merged: [TicketID: RecordedTicket] = [:]
    ) {
        self.ticket = ticket
        self.timeline = timeline
        self.statements = statements
        self.toldAt = toldAt
        self.merged = merged
    }

    /// The versions of the policy that decided anything on it.
    package var policyVersions: Set<Int> {
        merged.values.reduce(into: Set(timeline.map(\.policyVersion))) { $0.formUnion($1.policyVersions) }
    }

    /// What triage read; nil while nobody has triaged the ticket, and where the message is no longer kept.
    var opening: (source: String, statement: Statement)? {
        guard let triaged = timeline.first(where: { $0.kind == .triaged }) else { return nil }
        return statements[triaged.cause].map { (triaged.cause, $0) }
    }
}
