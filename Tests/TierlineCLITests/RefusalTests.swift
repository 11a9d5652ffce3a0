import Foundation
import TestSupport
import Testing

struct RefusalTests {
    private static let mail = "From: ann@example.com\nMessage-ID: <one@example.com>\nSubject: Help\n\nIt stops.\n"

    @Test func `what is no message is refused with 65, before any server is asked`() async {
        let tierline = TierlineProcess()
        let send = ["send", "--programme", "archbuilder"]
        await tierline.expectRefusal(65, "is not a mail", send, input: "hello")
        await tierline.expectRefusal(65, "there is no mail", send, input: "")
        await tierline.expectRefusal(65, "not JSON", send + ["--type", "message.submitted"], input: "{")
        await tierline.expectRefusal(65, "'from' is missing", send + ["--json", "-"], input: #"{"text":"hi"}"#)
        await tierline.expectRefusal(66, "no such file", send + ["--json", "/nowhere/body.json"])
        await tierline.expectRefusal(64, "needs --agent", send + ["--type", "agent.noted", "--ticket", "1"])
        await tierline.expectRefusal(
            65,
            "is a customer's to say",
            send + ["--channel", "agent", "--from", "ann@example.com", "--text", "x"]
        )
    }

    @Test func `a setting that is missing is named`() async {
        await TierlineProcess().expectRefusal(78, "TIERLINE_AMQP_URL", ["topology", "plan"])
        await TierlineProcess().expectRefusal(78, "TIERLINE_DATABASE_URL", ["ticket", "list"])
    }

    @Test func `a server that is away is 75, so that a mail server tries again`() async {
        let tierline = TierlineProcess(amqp: "amqp://u:secret@127.0.0.1:1")
        await tierline.expectRefusal(75, "cannot reach RabbitMQ", ["send", "--programme", "p"], input: Self.mail)
    }

    @Test func `credentials that are refused are 77, and never shown`() async throws {
        let tierline = TierlineProcess(
            database: try Self.replacingUser(of: TestServices.databaseURL),
            amqp: try Self.replacingUser(of: TestServices.amqpURL)
        )
        await tierline.expectRefusal(77, "the broker", ["send", "--programme", "p"], input: Self.mail)
        await tierline.expectRefusal(77, "the database", ["ticket", "list"])
        do {
            try await tierline.run("ticket", "list")
        } catch {
            #expect(!"\(error)".contains("not-the-password"))
        }
    }

    @Test func `a broker without our exchanges is 75 to a mail server and names the cure to an operator`() async throws
    {
        try await TestBroker.with { broker in
            let tierline = TierlineProcess(amqp: broker.url)
            let cure =
                "no exchange 'support.inbound' in vhost '\(broker.virtualHost)'; create it with: tierline topology apply"
            await tierline.expectRefusal(75, cure, ["send", "--programme", "p"], input: Self.mail)
            await tierline.expectRefusal(1, "", ["topology", "verify"])
        }
    }

    @Test func `a worker warns of a setting that nobody knows, and not of another worker's`() async throws {
        var tierline = TierlineProcess(database: "postgresql://nobody@127.0.0.1:1/x", amqp: "amqp://127.0.0.1:1")
        tierline.environment["TIERLINE_MAIL"] = "null:"
        tierline.environment["TIERLINE_PREFECH"] = "9"
        let error = await #expect(throws: (any Error).self) { try await tierline.run("work", "triage") }
        let text = "\(try #require(error))"
        #expect(text.contains("TIERLINE_PREFECH; did you mean TIERLINE_PREFETCH?"), "\(text)")
        #expect(!text.contains("TIERLINE_MAIL"), "\(text)")
    }

    @Test func `policy files with mistakes are 65, each with its place`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "policy-\(UUID()).yaml")
        try Data("programme:\n  id: [\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }

        let tierline = TierlineProcess()
        let error = await #expect(throws: (any Error).self) { try await tierline.run("policy", "check", file.path) }
        #expect("\(try #require(error))".contains("ended with 65"))
        await tierline.expectRefusal(66, "no such file", ["policy", "check", "/nowhere.yaml"])
    }

    @Test func `a policy file that cannot be read keeps no other from being checked`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "policies-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (latin, broken) = (folder.appending(path: "latin.yaml"), folder.appending(path: "broken.yaml"))
        try Data([0x6E, 0xE9, 0x65, 0x0A]).write(to: latin)
        try Data("programme:\n  id: [\n".utf8).write(to: broken)

        let files = ["/nowhere.yaml", latin.path, "/elsewhere.yaml", broken.path]
        let text = try await TierlineProcess().everything(["policy", "check"] + files)
        for said in [
            "ended with 66", "/nowhere.yaml", "/elsewhere.yaml", "latin.yaml:1:1: the file is not UTF-8",
            "broken.yaml:",
        ] {
            #expect(text.contains(said), "\(said) in \(text)")
        }
    }

    private static func replacingUser(of url: String) throws -> String {
        var parts = try #require(URLComponents(string: url))
        parts.password = "not-the-password"
        return try #require(parts.string)
    }
}
