import AMQP
import Foundation

/// What customers write: mails, and some chat, put together from parts so that no two are alike.
///
/// A message follows from the run and its number alone, so that making it again makes an exact copy. About one in fifty
/// sounds critical, one in eight urgent.
struct Corpus: Sendable {
    private let run: String
    private let start: Date
    private let mailDate: String
    private let chatShare: Double

    /// Makes the corpus of a run.
    ///
    /// - Parameters:
    ///   - run: makes this run's ids its own.
    ///   - start: the time that all its messages bear.
    ///   - chatShare: how much of it is chat, from 0 to 1.
    init(run: String, start: Date, chatShare: Double) {
        self.run = run
        self.chatShare = chatShare
        self.start = start
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, d MMM yyyy HH:mm:ss Z"
        mailDate = formatter.string(from: start)
    }

    /// Builds the numbered message as its gateway would publish it.
    func message(_ number: Int) -> OutgoingMessage {
        var dice = Dice(number)
        return Double(dice.roll(1000)) < chatShare * 1000 ? chat(number, &dice) : mail(number, &dice)
    }

    /// The idempotency key of the numbered message.
    func id(_ number: Int) -> String {
        "\(run).\(number)@mail.example"
    }

    private func mail(_ number: Int, _ dice: inout Dice) -> OutgoingMessage {
        let customer = number % Self.customers
        let (subject, opening) = topic(&dice)
        let text = """
            Return-Path: <user\(customer)@customer\(customer % 500).example>
            Received: from mail.customer\(customer % 500).example (mail.customer\(customer % 500).example [192.0.2.7])
            \tby mx.archbuilder.example with ESMTPS id \(run)\(number) for <support@archbuilder.example>; \(mailDate)
            From: "\(dice.pick(Self.names))" <user\(customer)@customer\(customer % 500).example>
            To: ArchBuilder Support <support@archbuilder.example>
            Subject: \(subject) (\(dice.roll(9000) + 1000))
            Date: \(mailDate)
            Message-ID: <\(id(number))>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Hello,

            \(opening)
            \(paragraph(&dice, sentences: 5))

            Kind regards,
            \(dice.pick(Self.names))
            """
        return OutgoingMessage(
            exchange: "support.inbound",
            routingKey: "archbuilder.email",
            message: Message(
                body: withCRLF(text),
                contentType: "message/rfc822",
                messageID: id(number),
                appID: "tierline-bench",
                timestamp: start
            )
        )
    }

    private func chat(_ number: Int, _ dice: inout Dice) -> OutgoingMessage {
        let customer = number % Self.customers
        let (subject, opening) = topic(&dice)
        let submitted = Submitted(
            from: .init(address: "user\(customer)@customer\(customer % 500).example", name: dice.pick(Self.names)),
            subject: subject,
            text: "\(opening) \(paragraph(&dice, sentences: 2))",
            conversation: "chat-\(run)-\(number)",
            plan: "enterprise"
        )
        return OutgoingMessage(
            exchange: "support.inbound",
            routingKey: "archbuilder.chat",
            message: Message(
                body: submitted.json,
                contentType: "application/json",
                type: "message.submitted",
                messageID: id(number),
                appID: "tierline-bench",
                timestamp: start
            )
        )
    }

    private func topic(_ dice: inout Dice) -> (subject: String, opening: String) {
        switch dice.roll(50) {
        case 0: dice.pick(Self.critical)
        case 1...6: dice.pick(Self.urgent)
        default: dice.pick(Self.ordinary)
        }
    }

    private func paragraph(_ dice: inout Dice, sentences: Int) -> String {
        (0..<sentences).map { _ in dice.pick(Self.sentences) }.joined(separator: "\n")
    }
}

/// A mail's bytes, each line ended as on the wire.
private func withCRLF(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 64)
    for byte in text.utf8 {
        if byte == UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\r")) }
        bytes.append(byte)
    }
    return bytes
}

/// The body of a chat message, written from the contract's description and not from the fleet's own types.
private struct Submitted: Encodable {
    struct Person: Encodable {
        var address: String
        var name: String
    }

    var from: Person
    var subject: String
    var text: String
    var conversation: String
    var plan: String

    var json: [UInt8] {
        // A struct of texts cannot fail to encode.
        (try? JSONEncoder().encode(self)).map(Array.init) ?? []
    }
}
