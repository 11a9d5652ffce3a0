import Foundation

/// Where RabbitMQ is and how to behave towards it.
package struct BrokerConfiguration: Sendable {
    /// A host that may be asked, and its port.
    package struct Host: Hashable, Sendable, CustomStringConvertible {
        package var name: String
        package var port: Int

        package init(name: String, port: Int) {
            self.name = name
            self.port = port
        }

        package var description: String { name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)" }
    }

    /// Tried in random order, so that a fleet spreads over a cluster.
    package var hosts: [Host]
    package var virtualHost: String
    package var user: String
    /// Read anew for each connection, so that a password can be changed without a restart.
    package var passwordFile: String?
    package var tls: TLSConfiguration?
    /// The broker and this process each speak at least this often; twice the time in silence is a lost connection.
    package var heartbeat: Duration = .seconds(20)
    /// The limit for reaching a host, and again for the handshake.
    package var connectTimeout: Duration = .seconds(5)
    /// The limit for the answer to a request such as `queue.declare`.
    package var requestTimeout: Duration = .seconds(10)
    /// The limit for one message's confirm.
    package var confirmTimeout: Duration = .seconds(30)
    /// How long a publish waits while the broker blocks it or is away.
    package var blockedTimeout: Duration = .seconds(10)

    private let inlinePassword: String

    /// Reads a URL such as `amqps://user:password@host1:5671,host2/vhost?cacertfile=/etc/ca.pem`.
    ///
    /// Defaults are those of RabbitMQ: port 5672 or 5671, user and password `guest`, virtual host `/`. User, password
    /// and virtual host may be percent-encoded. Query keys, spelt as RabbitMQ's other clients do: `cacertfile`,
    /// `certfile`, `keyfile`, `verify` (`verify_peer`, `verify_none`), `heartbeat` (seconds), `connection_timeout`
    /// (milliseconds), `auth_mechanism` (`plain`, `external`).
    ///
    /// - Parameters:
    ///   - url: as above; no error repeats it, as it may hold the password.
    ///   - passwordFile: a file whose first line is the password; it wins over the URL's.
    /// - Throws: ``AMQPError`` with the code `invalidConfiguration`.
    package init(url: String, passwordFile: String? = nil) throws(AMQPError) {
        let parsed = try BrokerURL(url)
        hosts = parsed.hosts
        virtualHost = parsed.virtualHost
        user = parsed.user
        inlinePassword = parsed.password
        self.passwordFile = passwordFile
        tls = try parsed.tlsConfiguration()
        if let seconds = try parsed.number("heartbeat", in: 1...3_600) { heartbeat = .seconds(seconds) }
        if let milliseconds = try parsed.number("connection_timeout", in: 1...600_000) {
            connectTimeout = .milliseconds(milliseconds)
        }
    }

    /// The password of now.
    func password() throws(AMQPError) -> String {
        guard let passwordFile else { return inlinePassword }
        guard let text = try? String(contentsOfFile: passwordFile, encoding: .utf8) else {
            throw AMQPError(
                .invalidConfiguration,
                operation: "password file",
                message: "cannot read the broker's password from \(passwordFile): it must exist and be readable",
                isTransient: false
            )
        }
        return text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }
}

extension BrokerConfiguration: CustomStringConvertible {
    /// Where it leads, without the password.
    package var description: String {
        let scheme = tls == nil ? "amqp" : "amqps"
        return "\(scheme)://\(user)@\(hosts.map(\.description).joined(separator: ","))/\(virtualHost)"
    }
}

extension BrokerConfiguration: CustomDebugStringConvertible, CustomReflectable {
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}
