import AMQP
import Postgres
import SupportWorkers
import TestSupport
import Testing

extension FleetSuite {
    struct OutOfOrderTests {
        @Test func `a reply that overtakes what it answers ends up on one ticket with it`() async throws {
            try await Fleet.with { fleet in
                let conversation = Conversation(1, namesAllReferences: false)
                for message in conversation.messages.reversed() {
                    try await fleet.send([message, message], as: .following(conversation.first))
                    _ = try await fleet.ticket(of: message.message.messageID ?? "", "being kept")
                }
                try await fleet.prove()

                let ticket = try await fleet.ticket(of: conversation.first, "holding all")
                #expect(
                    try await fleet.texts(
                        "SELECT cause FROM ticket_event WHERE kind IN ('received', 'customer_replied') ORDER BY seq"
                    ) == conversation.messages.reversed().map { $0.message.messageID }
                )
                #expect(try fleet.mails(to: Conversation.sender).map(\.subject) == ["[\(ticket.name)] Re: B"])
            }
        }

        @Test func `conversations whose messages come all at once and in any order are one ticket each`() async throws {
            // Batches so small that two copies of intake have the messages of one conversation at the same time.
            let plan = Fleet.Plan(copies: 2, settings: ["TIERLINE_BATCH_SIZE": "3", "TIERLINE_PREFETCH": "6"])
            try await Fleet.with(plan) { fleet in
                let conversations = (1...60).map { Conversation($0, namesAllReferences: true) }
                var random = SplitMix(seed: 20_260_105)
                let messages = conversations.flatMap { $0.messages + $0.messages }.shuffled(using: &random)
                try await fleet.publish(messages)
                for conversation in conversations { fleet.ledger.note(conversation.entries) }

                try await fleet.prove()
                #expect(try await fleet.count("SELECT count(*) FROM ticket") == conversations.count)
            }
        }
    }
}

/// A mail, an answer to it, and an answer to the answer.
private struct Conversation {
    static let sender = "ann@example.com"

    let number: Int
    /// Whether the last mail names the first, too; where it does not, nothing but the middle one links the two.
    let namesAllReferences: Bool

    init(_ number: Int, namesAllReferences: Bool) {
        self.number = number
        self.namesAllReferences = namesAllReferences
    }

    var first: String { id(1) }

    var messages: [OutgoingMessage] {
        [
            .mail(id(1), from: Self.sender, subject: "Import fails"),
            .mail(id(2), from: Self.sender, subject: "Re: A", inReplyTo: id(1)),
            .mail(
                id(3),
                from: Self.sender,
                subject: "Re: B",
                inReplyTo: id(2),
                references: namesAllReferences ? [id(1)] : []
            ),
        ]
    }

    var entries: [String: String] {
        Dictionary(uniqueKeysWithValues: (1...3).map { (id($0), first) })
    }

    private func id(_ place: Int) -> String { "conversation-\(number)-\(place)@example.com" }
}
