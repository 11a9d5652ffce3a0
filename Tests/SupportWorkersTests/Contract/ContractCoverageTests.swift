import AMQP
import SupportDomain
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// Nothing is said that is not documented, and nothing is documented that is not said.
struct ContractCoverageTests {
    let document: ContractDocument

    init() throws {
        document = try ContractDocument()
    }

    @Test func `customers and agents may say what the document lets them say, no more and no less`() throws {
        let types = MessageType.allCases

        #expect(
            try document.channel("inboundAgent").messages == Set(types.filter(\.isForAgents).map(\.rawValue))
        )
        #expect(
            try document.channel("inboundCustomer").messages
                == Set(types.filter { !$0.isForAgents }.map(\.rawValue) + ["mail"])
        )
    }

    @Test func `every event that a queue waits for is documented, and no other`() throws {
        let events = SupportTopology.all.bindings.filter { $0.exchange == SupportTopology.Exchange.events }
        let keys = Set(events.map(\.routingKey))

        #expect(try document.channel("events").messages == keys)
        #expect(try Set(document.channel("events").addresses) == keys)
    }

    @Test func `replies to chat gateways are documented`() throws {
        #expect(try document.channel("outbound").messages == [WebhookBody.type])
    }

    @Test func `every message is on exactly one channel, and is named by its type`() throws {
        let published = document.channels.values.flatMap(\.messages)

        #expect(published.sorted() == document.messages.keys.sorted())
        for (key, message) in document.messages {
            #expect(message.name == key)
            #expect(message.type == (key == "mail" ? nil : key))
            #expect(message.contentType == (key == "mail" ? "message/rfc822" : "application/json"))
        }
    }

    @Test func `the headers are the ones that are read`() throws {
        let headers = try #require(document.checker.resolve("#/components/schemas/InboundHeaders")?["properties"])

        #expect(
            Set(headers.object.keys)
                == [MessageType.contractVersionHeader, HeaderName.traceparent, HeaderName.acceptedAt]
        )
        #expect(document.root["info"]?["version"]?.string?.hasPrefix("\(MessageType.contractMajor).") == true)
    }

    @Test func `the reasons of dead letters are explained to gateway authors`() throws {
        let introduction = try #require(document.root["info"]?["description"]?.string)

        for reason in DeadLetterReason.allCases {
            #expect(introduction.contains("| `\(reason.rawValue)` |"), "\(reason.rawValue) is not explained")
        }
    }

    @Test func `a reply is for one of the things that notifications are for`() throws {
        let schema = try #require(document.checker.resolve("#/components/schemas/ReplyRequested"))
        let kinds = schema["properties"]?["kind"]?["enum"]?.strings ?? []

        #expect(Set(kinds) == Set(SupportDomain.Notification.Kind.allCases.map(\.rawValue)))
    }

    @Test func `every reference in the document leads somewhere`() {
        for reference in document.root.references {
            #expect(document.checker.resolve(reference) != nil, "\(reference) leads nowhere")
        }
    }

    @Test func `every schema uses only what the checker checks, and is used`() {
        let schemas = document.root["components"]?["schemas"]?.object ?? [:]
        let used = Set(document.root.references)

        for (name, schema) in schemas {
            #expect(used.contains("#/components/schemas/\(name)"), "nothing uses the schema \(name)")
            let problems = document.checker.problems(of: .null, against: schema)
            #expect(!problems.contains { $0.contains("does not know") }, "\(name): \(problems)")
        }
    }
}

extension JSONValue {
    /// Every `$ref` in it.
    fileprivate var references: [String] {
        switch self {
        case .object(let object):
            [object["$ref"]?.string].compactMap(\.self) + object.values.flatMap(\.references)
        case .array(let array): array.flatMap(\.references)
        default: []
        }
    }
}
