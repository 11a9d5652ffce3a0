import PolicyFile
import Postgres
import SupportDomain
import SupportStore
import WorkerRuntime

/// What people call tickets: the number under the programme's prefix, such as `AB-1042`.
struct TicketNames: Sendable {
    private var prefixes: [String: String]

    init(prefixes: [String: String]) {
        self.prefixes = prefixes
    }

    /// Reads the prefixes from the policies in force; a policy this release cannot read has none.
    init(in transaction: borrowing Transaction) throws(PostgresError) {
        prefixes = [:]
        for (programme, version) in try transaction.policyVersionsInForce() {
            guard let stored = try transaction.policy(programme, version: version) else { continue }
            if case .success(let policy) = PolicyDocument.parse(stored.source, file: programme) {
                prefixes[programme] = policy.programme.ticketPrefix
            }
        }
    }

    /// `AB-1042`; `1042` where the prefix is not known.
    func name(_ number: Int, of programme: String) -> String {
        prefixes[programme].map { "\($0)-\(number)" } ?? "\(number)"
    }

    /// Finds the ticket that somebody names: `AB-1042`, `1042` or an id.
    ///
    /// - Throws: a ``Refusal`` when there is none.
    func find(_ text: String, in transaction: borrowing Transaction) throws -> Ticket {
        let id: TicketID? =
            if let id = TicketID(text) {
                id
            } else if let number = Self.number(in: text) {
                try transaction.ticketIDs([number])[number]
            } else {
                throw Refusal(.usage, "'\(text)' is no ticket: name it like AB-1042, 1042 or by its id")
            }
        guard let id, let ticket = try transaction.tickets([id])[id] else {
            throw Refusal(.dataError, "there is no ticket \(text)")
        }
        if let prefix = Self.prefix(in: text), let known = prefixes[ticket.programme], prefix != known.uppercased() {
            let name = name(ticket.number ?? 0, of: ticket.programme)
            throw Refusal(.dataError, "there is no ticket \(text); there is \(name)")
        }
        return ticket
    }

    private static func number(in text: String) -> Int? {
        guard let match = text.wholeMatch(of: /(?:[A-Za-z][A-Za-z0-9]*-)?([0-9]{1,18})/) else { return nil }
        return Int(match.1)
    }

    private static func prefix(in text: String) -> String? {
        text.wholeMatch(of: /([A-Za-z][A-Za-z0-9]*)-[0-9]+/).map { $0.1.uppercased() }
    }
}
