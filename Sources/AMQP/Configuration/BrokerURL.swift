import Foundation

/// The parts of a broker's URL, percent-decoded.
///
/// Foundation's parser knows one host only.
struct BrokerURL {
    let isSecure: Bool
    let user: String
    let password: String
    let hosts: [BrokerConfiguration.Host]
    let virtualHost: String
    private let query: [String: String]

    private static let keys: Set<String> = [
        "cacertfile", "certfile", "keyfile", "verify", "heartbeat", "connection_timeout", "auth_mechanism",
    ]

    init(_ text: String) throws(AMQPError) {
        let rest: Substring
        if text.hasPrefix("amqps://") {
            isSecure = true
            rest = text.dropFirst("amqps://".count)
        } else if text.hasPrefix("amqp://") {
            isSecure = false
            rest = text.dropFirst("amqp://".count)
        } else {
            throw BrokerURL.invalid("it must begin with amqp:// or amqps://")
        }

        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let pathAndQuery = rest[authority.endIndex...]
            .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = pathAndQuery.first?.dropFirst() ?? ""
        guard !path.contains("/") else {
            throw BrokerURL.invalid("the virtual host contains a slash; write it as %2F")
        }
        virtualHost = path.isEmpty ? "/" : try BrokerURL.decoded(path, "virtual host")
        query = try BrokerURL.pairs(pathAndQuery.count > 1 ? pathAndQuery[1] : "")

        let at = authority.lastIndex(of: "@")
        let login = at.map { authority[..<$0] } ?? ""
        let hostList = at.map { authority[authority.index(after: $0)...] } ?? authority
        let loginParts = login.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        user = login.isEmpty ? "guest" : try BrokerURL.decoded(loginParts[0], "user")
        if login.isEmpty {
            password = "guest"
        } else {
            password = loginParts.count > 1 ? try BrokerURL.decoded(loginParts[1], "password") : ""
        }

        var hosts: [BrokerConfiguration.Host] = []
        for part in hostList.split(separator: ",", omittingEmptySubsequences: false) {
            hosts.append(try BrokerURL.host(part, defaultPort: isSecure ? 5671 : 5672))
        }
        self.hosts = hosts
    }

    func tlsConfiguration() throws(AMQPError) -> TLSConfiguration? {
        guard isSecure else {
            for key in ["cacertfile", "certfile", "keyfile", "verify"] where query[key] != nil {
                throw BrokerURL.invalid("\(key) needs amqps://")
            }
            return nil
        }
        var tls = TLSConfiguration()
        tls.authorityFile = query["cacertfile"]
        tls.certificateFile = query["certfile"]
        tls.keyFile = query["keyfile"]
        guard (tls.certificateFile == nil) == (tls.keyFile == nil) else {
            throw BrokerURL.invalid("certfile and keyfile belong together")
        }
        switch query["verify"] {
        case nil, "verify_peer": tls.verifiesPeer = true
        case "verify_none": tls.verifiesPeer = false
        default: throw BrokerURL.invalid("verify must be verify_peer or verify_none")
        }
        switch query["auth_mechanism"]?.lowercased() {
        case nil, "plain": tls.authenticatesByCertificate = false
        case "external": tls.authenticatesByCertificate = true
        default: throw BrokerURL.invalid("auth_mechanism must be plain or external")
        }
        return tls
    }

    func number(_ key: String, in range: ClosedRange<Int>) throws(AMQPError) -> Int? {
        guard let text = query[key] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw BrokerURL.invalid("\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    private static func host(_ text: Substring, defaultPort: Int) throws(AMQPError) -> BrokerConfiguration.Host {
        let name: Substring
        var rest: Substring
        if text.first == "[", let end = text.firstIndex(of: "]") {
            name = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
        } else {
            name = text.prefix { $0 != ":" }
            rest = text[name.endIndex...]
        }
        guard !name.isEmpty else { throw invalid("a host name is missing") }
        guard !rest.isEmpty else { return .init(name: String(name), port: defaultPort) }
        rest = rest.dropFirst()
        guard let port = Int(rest), (1...65_535).contains(port) else {
            throw invalid("a port is a number from 1 to 65535; special characters in a password are percent-encoded")
        }
        return .init(name: String(name), port: port)
    }

    private static func pairs(_ text: Substring) throws(AMQPError) -> [String: String] {
        var result: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = String(parts[0])
            guard keys.contains(key) else {
                // Not repeated: after a password with a bare question mark this is the rest of the password.
                let known = keys.sorted().joined(separator: ", ")
                throw invalid("a key after the question mark is unknown; known are \(known)")
            }
            result[key] = parts.count > 1 ? try decoded(parts[1], key) : ""
        }
        return result
    }

    private static func decoded(_ text: Substring, _ part: String) throws(AMQPError) -> String {
        guard let decoded = text.removingPercentEncoding, !decoded.utf8.contains(0) else {
            throw invalid("the \(part) is not correctly percent-encoded")
        }
        return decoded
    }

    private static func invalid(_ problem: String) -> AMQPError {
        AMQPError(
            .invalidConfiguration,
            operation: "broker URL",
            message: "the broker's URL is wrong: \(problem); the form is amqp://user:password@host:5672/vhost",
            isTransient: false
        )
    }
}
