import Synchronization

/// What the broker has confirmed: from here on the fleet answers for it.
///
/// Each entry is a message and the conversation it belongs to, which bears the id of the message that began it. A
/// conversation is one ticket, and a ticket is one conversation, in whatever order its messages arrive.
final class Ledger: Sendable {
    private let state = Mutex<[String: String]>([:])

    /// The conversation of each message, by message id.
    var conversations: [String: String] { state.withLock { $0 } }

    func note(_ conversations: [String: String]) {
        state.withLock { $0.merge(conversations) { $1 } }
    }

    /// Notes messages that each begin a conversation of their own.
    func noteOpening(_ ids: some Sequence<String>) {
        note(Dictionary(ids.map { ($0, $0) }) { $1 })
    }

    /// What does not hold, given the messages that are kept (each with its ticket) and all tickets.
    func complaints(kept: [(message: String, ticket: String)], tickets: [String]) -> [String] {
        let conversations = conversations
        let keptTickets = Dictionary(grouping: kept, by: \.message).mapValues { $0.map(\.ticket) }
        let ticketsOf = Dictionary(
            grouping: kept.filter { conversations[$0.message] != nil },
            by: { conversations[$0.message] ?? "" }
        ).mapValues { Set($0.map(\.ticket)) }
        let conversationsOn = Dictionary(grouping: ticketsOf.flatMap { name, on in on.map { ($0, name) } }, by: \.0)

        return [
            complaint("messages that were lost", conversations.keys.filter { keptTickets[$0] == nil }),
            complaint("messages kept more than once", keptTickets.filter { $1.count > 1 }.map(\.key)),
            complaint("messages nobody sent", keptTickets.keys.filter { conversations[$0] == nil }),
            complaint("conversations on several tickets", ticketsOf.filter { $1.count > 1 }.map(\.key)),
            complaint("tickets with several conversations", conversationsOn.filter { $1.count > 1 }.map(\.key)),
            complaint("tickets without a conversation", tickets.filter { conversationsOn[$0] == nil }),
        ].compactMap { $0 }
    }
}

/// A complaint with a few of its offenders; nil if there are none.
func complaint(_ words: String, _ offenders: [String]) -> String? {
    guard !offenders.isEmpty else { return nil }
    return "\(offenders.count) \(words): \(offenders.sorted().prefix(5).joined(separator: ", "))"
}
