import Foundation
import Testing

/// `deploy/asyncapi.yaml`, as the tests look at it.
struct ContractDocument {
    let root: JSONValue

    init() throws {
        root = try JSONValue(yaml: String(contentsOf: .deploy("asyncapi.yaml"), encoding: .utf8))
    }

    var checker: SchemaChecker { SchemaChecker(document: root) }

    /// One message of the contract.
    struct Message {
        let name: String
        let contentType: String
        /// The AMQP property; nil for mails.
        let type: String?
        let payload: JSONValue
        let headers: JSONValue?
        let examples: [JSONValue]
    }

    /// Every message, by its name.
    var messages: [String: Message] {
        (root["components"]?["messages"]?.object ?? [:]).mapValues { message in
            Message(
                name: message["name"]?.string ?? "",
                contentType: message["contentType"]?.string ?? "",
                type: message["bindings"]?["amqp"]?["messageType"]?.string,
                payload: message["payload"] ?? .null,
                headers: message["headers"],
                examples: message["examples"]?.array ?? []
            )
        }
    }

    func message(_ name: String) throws -> Message {
        try #require(messages[name], "the document has no message '\(name)'")
    }

    /// One place where messages are published.
    struct Channel {
        let address: String?
        let exchange: String
        let exchangeType: String
        let isDurable: Bool
        let alternateExchange: String?
        let messages: Set<String>
        /// The values its one parameter may have, where the document lists them.
        let addresses: [String]
    }

    var channels: [String: Channel] {
        (root["channels"]?.object ?? [:]).mapValues { channel in
            let exchange = channel["bindings"]?["amqp"]?["exchange"]
            return Channel(
                address: channel["address"]?.string,
                exchange: exchange?["name"]?.string ?? "",
                exchangeType: exchange?["type"]?.string ?? "",
                isDurable: exchange?["durable"] == .bool(true),
                alternateExchange: channel["x-alternate-exchange"]?.string,
                messages: Set((channel["messages"]?.object ?? [:]).values.compactMap { $0.referencedName }),
                addresses: (channel["parameters"]?.object ?? [:]).values.flatMap { $0["enum"]?.strings ?? [] }
            )
        }
    }

    func channel(_ name: String) throws -> Channel {
        try #require(channels[name], "the document has no channel '\(name)'")
    }

    /// What the fleet does with a channel.
    struct Operation {
        let action: String
        let channel: String
        /// The names of its messages; all of the channel's where it lists none.
        let messages: Set<String>
        let queue: String?
    }

    var operations: [String: Operation] {
        (root["operations"]?.object ?? [:]).mapValues { operation in
            let channel = operation["channel"]?.referencedName ?? ""
            let listed = operation["messages"]?.array.compactMap(\.referencedName)
            return Operation(
                action: operation["action"]?.string ?? "",
                channel: channel,
                messages: listed.map(Set.init) ?? channels[channel]?.messages ?? [],
                queue: operation["x-queue"]?.string
            )
        }
    }
}

extension JSONValue {
    /// The last part of a `$ref`.
    fileprivate var referencedName: String? {
        self["$ref"]?.string?.split(separator: "/").last.map(String.init)
    }
}

extension URL {
    /// A file of the repository's `deploy` folder.
    static func deploy(_ path: String) -> URL {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        return tests.appending(path: "../deploy").appending(path: path).standardizedFileURL
    }
}
