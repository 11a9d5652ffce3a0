import AMQP
import Foundation
import TestSupport
import Testing

struct RefusalTests {
    private func refusal(_ configuration: BrokerConfiguration) async -> AMQPError? {
        let publisher = Publisher(configuration, name: "refused", logger: .tests)
        let consumer = Consumer(configuration, queue: "box", prefetch: 1, name: "refused", logger: .tests)
        let error = await #expect(throws: AMQPError.self) { try await publisher.connect() }
        let other = await #expect(throws: AMQPError.self) { try await consumer.connect() }
        #expect(error?.code == other?.code)
        return error
    }

    @Test func `a wrong password is named without being shown`() async throws {
        let url = try #require(URLComponents(string: try TestServices.amqpURL))
        var wrong = url
        wrong.password = "not-the-password"
        let error = await refusal(try BrokerConfiguration(url: try #require(wrong.string)))

        #expect(error?.code == .accessRefused)
        #expect(error?.isTransient == false)
        #expect(error?.message.contains("wrong user or password; check both in the broker's URL") == true)
        #expect(error?.message.contains("not-the-password") == false)
    }

    @Test func `a missing virtual host is named`() async throws {
        let url = try TestServices.replacingPath(of: try TestServices.amqpURL, with: "missing")
        let error = await refusal(try BrokerConfiguration(url: url))

        #expect(error?.code == .virtualHostRefused)
        #expect(error?.isTransient == false)
        #expect(error?.message.contains("virtual host missing") == true)
    }

    @Test func `a port where nobody listens is named, and that is transient`() async throws {
        let error = await refusal(try BrokerConfiguration(url: "amqp://127.0.0.1:1"))

        #expect(error?.code == .unreachable)
        #expect(error?.isTransient == true)
        #expect(
            error?.message == "cannot reach RabbitMQ at 127.0.0.1:1: nobody takes connections there; "
                + "check that it runs there and that the broker's URL is right"
        )
    }

    @Test func `an unknown host name is named`() async throws {
        let error = await refusal(try BrokerConfiguration(url: "amqp://nowhere.invalid"))

        #expect(error?.code == .unreachable)
        #expect(
            error?.message == "the host name nowhere.invalid is not known; "
                + "check the host in the broker's URL and the name service"
        )
    }

    @Test func `a broker that is away makes a publish fail in the end`() async throws {
        var configuration = try BrokerConfiguration(url: "amqp://127.0.0.1:1")
        configuration.blockedTimeout = .milliseconds(50)
        let publisher = Publisher(configuration, name: "away", logger: .tests)
        let error = await #expect(throws: AMQPError.self) { try await publisher.publish([.letter("a"), .letter("b")]) }

        #expect(error?.isTransient == true)
        #expect(error?.failures.map(\.index) == [0, 1])
    }

    @Test func `a missing queue is named with what to do`() async throws {
        try await TestBroker.with { broker in
            let configuration = try BrokerConfiguration(url: broker.url)
            let consumer = Consumer(configuration, queue: "box", prefetch: 1, name: "q", logger: .tests)
            let error = await #expect(throws: AMQPError.self) { try await consumer.next(upTo: 1) }

            #expect(error?.code == .notFound)
            #expect(error?.message.contains("create it with `tierline topology apply`") == true)
        }
    }

    @Test func `of several hosts one that answers is enough`() async throws {
        try await LentBroker.with { lent in
            var configuration = lent.configuration
            configuration.hosts.insert(.init(name: "127.0.0.1", port: 1), at: 0)
            for attempt in 0..<5 {
                let publisher = Publisher(configuration, name: "several", logger: .tests)
                try await publisher.publish([.letter("\(attempt)")])
            }

            #expect(try await lent.consumer().drain(5).count == 5)
        }
    }

    @Test func `the password can come from a file`() async throws {
        let url = try #require(URLComponents(string: try TestServices.amqpURL))
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try ((url.password ?? "") + "\n").write(to: file, atomically: true, encoding: .utf8)
        var bare = url
        bare.password = nil
        let configuration = try BrokerConfiguration(url: try #require(bare.string), passwordFile: file.path)
        try await Publisher(configuration, name: "file", logger: .tests).connect()

        try FileManager.default.removeItem(at: file)
        let error = await refusal(configuration)
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.message.contains(file.path) == true)
    }
}
