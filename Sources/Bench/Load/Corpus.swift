import AMQP
import Foundation

/// What customers write: mails, and some chat, put together from parts so that no two are alike.
///
/// A message follows from its number and the run's name alone, its time apart. About one in fifty sounds critical, one
/// in eight urgent; one in ten is chat.
struct Corpus: Sendable {
    /// Makes this run's ids its own.
    let run: String

    /// Builds the numbered message as its gateway would publish it.
    func message(_ number: Int, at now: Date) -> OutgoingMessage {
        var dice = Dice(number)
        return dice.roll(10) == 0 ? chat(number, &dice, at: now) : mail(number, &dice, at: now)
    }

    /// The idempotency key of the numbered message.
    func id(_ number: Int) -> String {
        "\(run).\(number)@mail.example"
    }

    /// The number in an id of this run; nil for any other id.
    func number(of id: String) -> Int? {
        guard id.hasPrefix("\(run).") else { return nil }
        return Int(id.dropFirst(run.count + 1).prefix { $0 != "@" })
    }

    private func mail(_ number: Int, _ dice: inout Dice, at now: Date) -> OutgoingMessage {
        let customer = number % Self.customers
        let (subject, opening) = topic(&dice)
        let date = now.formatted(
            Date.VerbatimFormatStyle(
                format:
                    "\(weekday: .abbreviated), \(day: .defaultDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) +0000",
                locale: Locale(identifier: "en_US_POSIX"),
                timeZone: .gmt,
                calendar: Calendar(identifier: .gregorian)
            )
        )
        let text = """
            Return-Path: <user\(customer)@customer\(customer % 500).example>
            Received: from mail.customer\(customer % 500).example (mail.customer\(customer % 500).example [192.0.2.7])
            \tby mx.archbuilder.example with ESMTPS id \(run)\(number) for <support@archbuilder.example>; \(date)
            From: "\(dice.pick(Self.names))" <user\(customer)@customer\(customer % 500).example>
            To: ArchBuilder Support <support@archbuilder.example>
            Subject: \(subject) (\(dice.roll(9000) + 1000))
            Date: \(date)
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
                body: Array(text.replacing("\n", with: "\r\n").utf8),
                contentType: "message/rfc822",
                messageID: id(number),
                appID: "tierline-bench",
                timestamp: now
            )
        )
    }

    private func chat(_ number: Int, _ dice: inout Dice, at now: Date) -> OutgoingMessage {
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
                timestamp: now
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
