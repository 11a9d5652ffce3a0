import Mail
import TestSupport
import Testing

struct SMTPClientTests {
    private let sink: SMTPSink
    private let client: SMTPClient
    private let mail = Array("Subject: Hi\r\n\r\nHello\r\n.dot\r\n..\r\nbye\r\n".utf8)

    init() throws {
        sink = try SMTPSink()
        client = SMTPClient(try SMTPConfiguration(url: sink.url + "/tests.example", security: .none))
    }

    private func send(from sender: String = "us@example.com", to recipients: [String] = ["anna@example.com"]) async
        -> SMTPOutcome
    {
        await client.send(mail, from: sender, to: recipients)
    }

    @Test func `a mail arrives as it was sent, to everybody, and the server's answer is kept`() async {
        let outcome = await send(to: ["anna@example.com", "bob@example.com"])

        #expect(outcome == .delivered(SMTPDelivery(reply: SMTPReply(code: 250, text: "2.0.0 queued"), refused: [])))
        #expect(sink.received.map(\.sender) == ["us@example.com"])
        #expect(sink.received.map(\.recipients) == [["anna@example.com", "bob@example.com"]])
        #expect(sink.received.map(\.data) == [mail])
    }

    @Test func `an empty sender is the null path`() async {
        _ = await send(from: "")

        #expect(sink.received.map(\.sender) == [""])
    }

    @Test func `several mails share a connection`() async {
        for _ in 1...5 { _ = await send() }

        #expect(sink.received.map(\.connection) == [1, 1, 1, 1, 1])
    }

    @Test func `after close the next mail makes a new connection`() async {
        _ = await send()
        await client.close()
        _ = await send()

        #expect(sink.received.map(\.connection) == [1, 2])
    }

    @Test func `a server that was started again is connected to again`() async throws {
        _ = await send()
        sink.dropConnections()
        try await eventually { sink.openConnectionCount == 0 }
        _ = await send()

        #expect(sink.received.map(\.connection) == [1, 2])
    }

    struct Refusal: CustomTestStringConvertible {
        var moment: SMTPSink.Moment
        var answer: SMTPSink.Answer
        var stage: SMTPStage
        var isPermanent: Bool
        var code: Int?
        var testDescription: String { "\(answer) at \(moment)" }
    }

    @Test(arguments: [
        Refusal(moment: .greeting, answer: .line("554 5.3.2 no"), stage: .connect, isPermanent: false, code: 554),
        Refusal(moment: .greeting, answer: .drop, stage: .connect, isPermanent: false),
        Refusal(moment: .sender, answer: .line("451 4.3.0 later"), stage: .sender, isPermanent: false, code: 451),
        Refusal(moment: .sender, answer: .line("550 5.7.1 no"), stage: .sender, isPermanent: true, code: 550),
        Refusal(moment: .sender, answer: .line("530 5.7.0 log in"), stage: .sender, isPermanent: false, code: 530),
        Refusal(moment: .sender, answer: .drop, stage: .sender, isPermanent: false),
        Refusal(moment: .data, answer: .line("421 4.3.2 bye"), stage: .data, isPermanent: false, code: 421),
        Refusal(moment: .data, answer: .line("554 5.5.1 no"), stage: .data, isPermanent: true, code: 554),
        Refusal(moment: .endOfData, answer: .line("452 4.2.2 full"), stage: .content, isPermanent: false, code: 452),
        Refusal(moment: .endOfData, answer: .line("552 5.3.4 too big"), stage: .content, isPermanent: true, code: 552),
        Refusal(moment: .endOfData, answer: .drop, stage: .content, isPermanent: false),
    ])
    func `only what the server says about the mail is permanent`(refusal: Refusal) async throws {
        sink.answer(refusal.moment, with: refusal.answer)
        let (failure, isPermanent) = try #require(await send().failure)

        #expect(isPermanent == refusal.isPermanent)
        #expect(failure.stage == refusal.stage)
        #expect(failure.code == refusal.code)
        if case .line(let line) = refusal.answer { #expect(failure.message == line.dropFirst(4)) }
        #expect(failure.isUncertain == (refusal.stage == .content && refusal.code == nil))
        #expect(sink.received.isEmpty)
    }

    @Test func `the client goes on after a failure`() async {
        sink.answer(.endOfData, with: .line("451 4.3.0 later"))
        _ = await send()
        sink.answer(.endOfData, with: nil)
        _ = await send()
        sink.answer(.endOfData, with: .drop)
        _ = await send()
        sink.answer(.endOfData, with: nil)
        _ = await send()

        #expect(sink.received.count == 2)
    }

    @Test func `a refused recipient does not keep the mail from the others`() async {
        sink.answer(.recipient("gone@example.com"), with: .line("550 5.1.1 no such user"))
        sink.answer(.recipient("full@example.com"), with: .line("452 4.2.2 mailbox full"))
        let outcome = await send(to: ["gone@example.com", "anna@example.com", "full@example.com"])

        let refused = [
            SMTPRefusal(recipient: "gone@example.com", reply: SMTPReply(code: 550, text: "5.1.1 no such user")),
            SMTPRefusal(recipient: "full@example.com", reply: SMTPReply(code: 452, text: "4.2.2 mailbox full")),
        ]
        #expect(
            outcome == .delivered(SMTPDelivery(reply: SMTPReply(code: 250, text: "2.0.0 queued"), refused: refused))
        )
        #expect(refused.map(\.isTemporary) == [false, true])
        #expect(sink.received.map(\.recipients) == [["anna@example.com"]])
    }

    @Test(arguments: [
        (["gone@example.com"], true),
        (["gone@example.com", "full@example.com"], false),
        (["full@example.com", "gone@example.com"], false),
    ])
    func `a mail that nobody gets has failed for good only when all are gone for good`(
        recipients: [String],
        isPermanent: Bool
    ) async throws {
        sink.answer(.recipient("gone@example.com"), with: .line("550 5.1.1 no such user"))
        sink.answer(.recipient("full@example.com"), with: .line("452 4.2.2 mailbox full"))
        let failure = try #require(await send(to: recipients).failure)

        #expect(failure.isPermanent == isPermanent)
        #expect(failure.failure.stage == .recipient)
        #expect(failure.failure.refused.map(\.recipient) == recipients)
    }

    @Test(arguments: ["a@b\r\nRCPT TO:<c@d>", "a@b> SIZE=1", "", "nobody", "a b@c"])
    func `an envelope that could say more than an address is not sent`(recipient: String) async throws {
        let failure = try #require(await send(to: [recipient]).failure)

        #expect(failure.isPermanent)
        #expect(sink.connectionCount == 0)
    }

    @Test func `no mail goes over a connection that must be encrypted and is not`() async throws {
        let client = SMTPClient(try SMTPConfiguration(url: sink.url, security: .required))
        let failure = try #require(await client.send(mail, from: "", to: ["anna@example.com"]).failure)

        #expect(!failure.isPermanent)
        #expect(failure.failure.stage == .session)
        #expect(sink.received.isEmpty)
    }

    @Test func `encryption that is optional is done without`() async throws {
        let client = SMTPClient(try SMTPConfiguration(url: sink.url, security: .optional))
        _ = await client.send(mail, from: "", to: ["anna@example.com"])

        #expect(sink.received.count == 1)
    }

    @Test func `a server that is not there is a temporary failure`() async throws {
        let client = SMTPClient(SMTPConfiguration(host: "127.0.0.1", port: 1, security: .none))
        let failure = try #require(await client.send(mail, from: "", to: ["anna@example.com"]).failure)

        #expect(!failure.isPermanent)
        #expect(failure.failure.stage == .connect)
        #expect(failure.failure.code == nil)
    }

    @Test func `a server that never answers is a temporary failure`() async throws {
        sink.answer(.greeting, with: .silence)
        var configuration = try SMTPConfiguration(url: sink.url, security: .none)
        configuration.timeout = .milliseconds(100)
        let client = SMTPClient(configuration)
        let failure = try #require(await client.send(mail, from: "", to: ["anna@example.com"]).failure)

        #expect(!failure.isPermanent)
    }

    @Test func `a cancelled task does not wait for the server`() async throws {
        sink.answer(.greeting, with: .silence)
        let task = Task { await send() }
        try await eventually { sink.connectionCount > 0 }
        task.cancel()
        let failure = try #require(await task.value.failure)

        #expect(!failure.isPermanent)
        #expect(sink.received.isEmpty)
    }

    @Test func `a late answer to a mail that was broken off is not taken for one to the next mail`() async throws {
        sink.answer(.endOfData, with: .wait)
        defer { sink.answer(.endOfData, with: nil) }
        let first = Task { await send() }
        try await eventually("the first mail waiting for its answer") { sink.waitingCount == 1 }
        first.cancel()
        let failure = try #require(await first.value.failure)
        let second = Task { await send(to: ["bert@example.com"]) }
        defer { second.cancel() }
        try await eventually("a connection for the second mail") { sink.connectionCount == 2 }
        sink.answer(.endOfData, with: nil)

        #expect(!failure.isPermanent)
        #expect(await second.value.failure == nil)
        #expect(sink.received.contains { $0.connection == 2 && $0.recipients == ["bert@example.com"] })
    }
}

extension SMTPOutcome {
    fileprivate var failure: (failure: SMTPFailure, isPermanent: Bool)? {
        switch self {
        case .delivered: nil
        case .temporaryFailure(let failure): (failure, false)
        case .permanentFailure(let failure): (failure, true)
        }
    }
}
