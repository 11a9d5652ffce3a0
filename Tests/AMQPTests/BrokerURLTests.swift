import AMQP
import Testing

struct BrokerURLTests {
    @Test(arguments: [
        ("amqp://", nil, "", ""),
        ("amqp://rabbit", "rabbit:5672", "guest", "/"),
        ("amqp://rabbit/", "rabbit:5672", "guest", "/"),
        ("amqp://u:p@rabbit:5673/support", "rabbit:5673", "u", "support"),
        ("amqp://u:p@one:1,two,three:3/v", "one:1,two:5672,three:3", "u", "v"),
        ("amqps://u:p@one,two:9/%2Fa%20b", "one:5671,two:9", "u", "/a b"),
        ("amqp://us%40er:p%3Aw%2F%40@rabbit/%2F", "rabbit:5672", "us@er", "/"),
        ("amqp://u:p@[::1]:5673,[fe80::1]/v", "[::1]:5673,[fe80::1]:5672", "u", "v"),
        ("http://rabbit", nil, "", ""),
        ("amqp://u:p@rabbit:0", nil, "", ""),
        ("amqp://u:p@rabbit:port", nil, "", ""),
        ("amqp://u:p@rabbit,,other", nil, "", ""),
        ("amqp://u:p@rabbit/a/b", nil, "", ""),
        ("amqp://u:p%zz@rabbit", nil, "", ""),
        ("amqp://u:p@rabbit?verify=verify_none", nil, "", ""),
        ("amqp://u:p@rabbit?unknown=1", nil, "", ""),
        ("amqp://u:p@rabbit?heartbeat=0", nil, "", ""),
        ("amqps://u:p@rabbit?certfile=a.pem", nil, "", ""),
        ("amqps://u:p@rabbit?verify=maybe", nil, "", ""),
    ])
    func `a URL names hosts, user and virtual host, or is refused`(
        url: String,
        hosts: String?,
        user: String,
        virtualHost: String
    ) throws {
        guard let hosts else {
            let error = #expect(throws: AMQPError.self) { try BrokerConfiguration(url: url) }
            #expect(error?.code == .invalidConfiguration)
            return
        }
        let configuration = try BrokerConfiguration(url: url)

        #expect(configuration.hosts.map(\.description).joined(separator: ",") == hosts)
        #expect(configuration.user == user)
        #expect(configuration.virtualHost == virtualHost)
    }

    @Test func `the query sets what RabbitMQ's other clients let it set`() throws {
        let configuration = try BrokerConfiguration(
            url: "amqps://rabbit/?cacertfile=/ca.pem&certfile=/c.pem&keyfile=/k.pem&heartbeat=7"
                + "&connection_timeout=1500&auth_mechanism=EXTERNAL&verify=verify_none"
        )

        #expect(configuration.heartbeat == .seconds(7))
        #expect(configuration.connectTimeout == .milliseconds(1_500))
        #expect(configuration.tls?.authorityFile == "/ca.pem")
        #expect(configuration.tls?.certificateFile == "/c.pem")
        #expect(configuration.tls?.keyFile == "/k.pem")
        #expect(configuration.tls?.authenticatesByCertificate == true)
        #expect(configuration.tls?.verifiesPeer == false)
    }

    @Test(arguments: [
        "amqp://u:se?cret@rabbit", "amqp://u:se/cret@rabbit", "amqp://u:se:cret@rabbit:x", "u:secret@rabbit",
    ])
    func `no error repeats a piece of the password`(url: String) throws {
        let error = try #require(throws: AMQPError.self) { try BrokerConfiguration(url: url) }

        #expect(!error.description.contains("cret"))
    }

    @Test func `neither printing nor dumping shows the password`() throws {
        let configuration = try BrokerConfiguration(url: "amqp://u:secret@rabbit/v")
        var dumped = ""
        dump(configuration, to: &dumped)

        #expect("\(configuration)" == "amqp://u@rabbit:5672/v")
        #expect(!(dumped + String(reflecting: configuration)).contains("secret"))
    }
}
