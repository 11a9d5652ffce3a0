package import Foundation

/// The PostgreSQL and the RabbitMQ that `scripts/test` started, as it names them in the environment.
package enum TestServices {
    /// A user of this URL may create databases.
    package static var databaseURL: String {
        get throws { try value("TIERLINE_TEST_DATABASE_URL") }
    }

    /// A user of this URL may use every virtual host that ``rabbitmqctl`` gives it.
    package static var amqpURL: String {
        get throws { try value("TIERLINE_TEST_AMQP_URL") }
    }

    /// The `rabbitmqctl` of that broker.
    package static var rabbitmqctl: String {
        get throws { try value("TIERLINE_TEST_RABBITMQCTL") }
    }

    /// The checkout the tests were built from.
    package static let checkout = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func value(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw TestSupportError("\(name) is not set: run these tests with scripts/test, which starts what they need")
        }
        return value
    }

    /// `url` with another port of the same host.
    package static func replacingPort(of url: String, with port: Int) throws -> String {
        guard var parts = URLComponents(string: url) else {
            throw TestSupportError("'\(url)' is not a URL")
        }
        parts.port = port
        guard let result = parts.string else {
            throw TestSupportError("'\(port)' does not fit into a URL")
        }
        return result
    }

    /// The port in a URL, which must name one.
    package static func port(of url: String) throws -> Int {
        guard let port = URLComponents(string: url)?.port else {
            throw TestSupportError("the URL of a test server names no port")
        }
        return port
    }

    /// `url` with another database or virtual host in its path.
    package static func replacingPath(of url: String, with name: String) throws -> String {
        guard var parts = URLComponents(string: url) else {
            throw TestSupportError("'\(url)' is not a URL")
        }
        parts.path = "/" + name
        guard let result = parts.string else {
            throw TestSupportError("'\(name)' does not fit into a URL")
        }
        return result
    }
}
