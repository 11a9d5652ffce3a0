import AMQP
import SupportWorkers

/// A handful of messages of the kinds a fleet sees, each of them twice.
struct Chunk: Sendable {
    /// How many tickets a chunk opens.
    static let size = 16

    let number: Int

    /// What opens tickets; the copies come after the first of each, as a gateway's repeats do.
    var opening: [OutgoingMessage] {
        let first = (0..<Self.size).map(opening)
        return first + first
    }

    /// Replies to half of the tickets, likewise twice.
    var replies: [OutgoingMessage] {
        let first = Self.answered.map { index in
            OutgoingMessage.mail(
                reply(index),
                from: "customer-\(index)@example.com",
                subject: "Re: your mail",
                text: "Any news?",
                inReplyTo: id(index)
            )
        }
        return first + first
    }

    /// Which message begins the conversation of each reply.
    var conversations: [String: String] {
        Dictionary(uniqueKeysWithValues: Self.answered.map { (reply($0), id($0)) })
    }

    private static let answered = stride(from: 0, to: size, by: 2)

    private func id(_ index: Int) -> String { "chunk-\(number)-\(index)@example.com" }
    private func reply(_ index: Int) -> String { "chunk-\(number)-\(index)-reply@example.com" }

    private func opening(_ index: Int) -> OutgoingMessage {
        let customer = "customer-\(index)@example.com"
        switch index % 4 {
        case 0:
            return .mail(id(index), from: customer, subject: "System outage", text: "Everything is down.")
        case 1:
            return .said(
                id(index),
                MessageSubmitted(
                    from: Person(address: customer),
                    subject: "Slow",
                    text: "Severe performance degradation.",
                    plan: "enterprise"
                )
            )
        case 2:
            return .mail(id(index), from: customer, subject: "Question", text: "How do I export to PDF?")
        default:
            return .said(
                id(index),
                MessageSubmitted(from: Person(address: customer), subject: "Refund", text: "We were charged twice.")
            )
        }
    }
}

extension Fleet {
    /// Sends a chunk: what opens tickets, then the replies.
    func send(_ chunk: Chunk) async throws {
        try await send(chunk.opening)
        try await publish(chunk.replies)
        ledger.note(chunk.conversations)
    }
}
