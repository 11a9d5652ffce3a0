import AMQP
import Foundation
import TestSupport
import Testing

struct TLSTests {
    private func open(
        _ rabbitmq: PrivateRabbitMQ,
        _ certificates: Certificates,
        asksForClient: Bool
    ) async throws -> Int {
        let verify = asksForClient ? "{verify, verify_peer}, {fail_if_no_peer_cert, true}" : "{verify, verify_none}"
        let options =
            #"[{cacertfile, "\#(certificates.path("ca.pem"))"}, {certfile, "\#(certificates.path("server.pem"))"}, "#
            + #"{keyfile, "\#(certificates.path("server.key"))"}, \#(verify)]"#
        let port = try #require(URLComponents(string: rabbitmq.url)?.port) + (asksForClient ? 11_000 : 12_000)
        try await rabbitmq.control(
            "eval",
            "application:ensure_all_started(ssl), "
                + #"rabbit_networking:start_ssl_listener({"127.0.0.1", \#(port), auto}, \#(options), 2)."#
        )
        return port
    }

    private func attempt(
        _ rabbitmq: PrivateRabbitMQ,
        host: String = "localhost",
        port: Int,
        _ query: String
    ) async throws {
        var url = try #require(URLComponents(string: rabbitmq.url))
        url.scheme = "amqps"
        url.host = host
        url.port = port
        url.query = query
        let configuration = try BrokerConfiguration(url: try #require(url.string))
        let publisher = Publisher(configuration, name: "tls", logger: .tests)
        try await publisher.connect()
        let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
        try await publisher.publish([
            OutgoingMessage(exchange: "letters", routingKey: "box.tls", message: Message(body: body)), .letter("small"),
        ])
        let consumer = Consumer(configuration, queue: "box", prefetch: 10, name: "tls", logger: .tests)
        let received = try await consumer.drain(2)
        #expect(received.map(\.message.body.count) == [3_000_000, 5])
        #expect(received[0].message.body == body)
    }

    @Test func `an encrypted connection needs an authority it trusts and the right name`() async throws {
        try await Certificates.with { certificates in
            try await PrivateRabbitMQ.with { rabbitmq in
                let client = TopologyClient(try BrokerConfiguration(url: rabbitmq.url), name: "t", logger: .tests)
                _ = try await client.apply(LentBroker.topology)
                let port = try await open(rabbitmq, certificates, asksForClient: false)
                let authority = "cacertfile=\(certificates.path("ca.pem"))"

                try await attempt(rabbitmq, port: port, authority)
                try await attempt(rabbitmq, host: "127.0.0.1", port: port, "verify=verify_none")

                let refusals = [
                    ("localhost", port, "", "certificate"),
                    ("127.0.0.1", port, authority, "is for another host name"),
                    ("localhost", port, "cacertfile=/no.pem", "cannot read the certificate authorities in /no.pem"),
                    ("localhost", try #require(URLComponents(string: rabbitmq.url)?.port), authority, "speaks no TLS"),
                ]
                for (host, port, query, text) in refusals {
                    let error = await #expect(throws: AMQPError.self) {
                        try await attempt(rabbitmq, host: host, port: port, query)
                    }
                    #expect(error?.code == .tlsFailed)
                    #expect(error?.isTransient == false)
                    #expect(error?.message.contains(text) == true, "\(error.map(\.message) ?? "no error")")
                }
            }
        }
    }

    @Test func `a broker that asks for a certificate gets ours`() async throws {
        try await Certificates.with { certificates in
            try await PrivateRabbitMQ.with { rabbitmq in
                let client = TopologyClient(try BrokerConfiguration(url: rabbitmq.url), name: "t", logger: .tests)
                _ = try await client.apply(LentBroker.topology)
                let port = try await open(rabbitmq, certificates, asksForClient: true)
                let authority = "cacertfile=\(certificates.path("ca.pem"))"
                let own = "&certfile=\(certificates.path("client.pem"))&keyfile=\(certificates.path("client.key"))"

                try await attempt(rabbitmq, port: port, authority + own)
                await #expect(throws: AMQPError.self) { try await attempt(rabbitmq, port: port, authority) }
            }
        }
    }
}
