import AMQP
import Foundation
import Testing

@testable import SupportWorkers

/// A gateway's author copies an example and it works.
struct ContractExampleTests {
    let document: ContractDocument

    init() throws {
        document = try ContractDocument()
    }

    @Test func `every message has an example, and each example is what its schemas say`() throws {
        for message in document.messages.values {
            #expect(!message.examples.isEmpty, "\(message.name) has no example")
            for example in message.examples {
                let payload = try #require(example["payload"], "an example of \(message.name) has no payload")
                #expect(document.checker.problems(of: payload, against: message.payload) == [], "\(message.name)")
                if let headers = example["headers"] {
                    let schema = try #require(message.headers, "\(message.name) documents no headers")
                    #expect(document.checker.problems(of: headers, against: schema) == [], "\(message.name)")
                    #expect(schema.properties(in: document).isSuperset(of: headers.object.keys), "\(message.name)")
                }
            }
        }
    }

    @Test(arguments: MessageType.allCases)
    func `intake understands every field of every example a gateway may send`(type: MessageType) throws {
        for example in try document.message(type.rawValue).examples {
            let payload = try #require(example["payload"])
            let channel = type.isForAgents ? "agent" : "chat"

            let understood = try Delivery.inbound(payload.json, as: type.rawValue, under: "archbuilder.\(channel)")
                .understood()

            #expect(understood.programme == "archbuilder")
            #expect(understood.channel == channel)
            #expect(understood.sourceID == "acme:1")
            #expect(understood.content.type == type)
            let kept = try JSONValue(json: try #require(understood.content.encoded))
            #expect(kept.withoutTimes == payload.withoutTimes)
        }
    }

    @Test func `intake understands the example mails`() throws {
        let mails = try document.message("mail").examples.compactMap { $0["payload"]?.string }
        let understood = try mails.map {
            try Delivery.inbound($0, as: nil, contentType: "message/rfc822").understood()
        }

        #expect(understood.map(\.customerAddress) == ["ana@example.com", "ana@example.com"])
        #expect(understood.map(\.references) == [[], ["5f2c7d@mail.example.com"]])
        #expect(understood.map(\.aliases) == [["5f2c7d@mail.example.com"], ["602a11@mail.example.com"]])
    }

    @Test func `the workers understand the examples of what they tell each other`() throws {
        try expectUnderstood(TicketReceived.self)
        try expectUnderstood(TicketReplied.self)
        try expectUnderstood(ClockBreached.self)
        try expectUnderstood(ClockWarned.self)
        try expectUnderstood(ClocksFell.self)
        try expectUnderstood(EscalationRequested.self)
        try expectUnderstood(PageUnanswered.self)
        try expectUnderstood(PlanBegan.self)
        try expectUnderstood(PolicyApplied.self)
        for queue in SupportTopology.all.notificationKeys {
            try expectUnderstood(NotificationRequested.self, type: queue)
        }
        try expectUnderstood(WebhookBody.self, type: WebhookBody.type)
    }

    private func expectUnderstood<Event: FleetEvent>(_ event: Event.Type) throws {
        try expectUnderstood(event, type: Event.type)
    }

    private func expectUnderstood<Value: Codable>(_: Value.Type, type: String) throws {
        for example in try document.message(type).examples {
            let payload = try #require(example["payload"])
            let value: Value = try ContractJSON(payload.json, type: type).decode()
            let kept = try JSONValue(json: ContractJSON.encode(value))
            #expect(kept.withoutTimes.lowercased == payload.withoutTimes.lowercased)
        }
    }
}

extension JSONValue {
    /// The same with times, which may be written in any zone, as seconds.
    fileprivate var withoutTimes: JSONValue {
        switch self {
        case .string(let text): (try? Date(text, strategy: .iso8601)).map { .double($0.timeIntervalSince1970) } ?? self
        case .array(let array): .array(array.map(\.withoutTimes))
        case .object(let object): .object(object.mapValues(\.withoutTimes))
        default: self
        }
    }

    /// The same in lower case: ids may be written in either.
    fileprivate var lowercased: JSONValue {
        switch self {
        case .string(let text): .string(text.lowercased())
        case .array(let array): .array(array.map(\.lowercased))
        case .object(let object): .object(object.mapValues(\.lowercased))
        default: self
        }
    }

    fileprivate func properties(in document: ContractDocument) -> Set<String> {
        let schema = self["$ref"]?.string.flatMap(document.checker.resolve) ?? self
        return Set((schema["properties"]?.object ?? [:]).keys)
    }
}
