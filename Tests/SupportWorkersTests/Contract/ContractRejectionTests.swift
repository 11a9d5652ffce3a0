import AMQP
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// What intake does not take, and what an operator reads about it.
struct ContractRejectionTests {
    private static let customer = #"{"from":{"address":"ana@example.com"},"text":"Hello"}"#
    private static let note = #"{"ticket":"AB-1","agent":"maria","text":"Hm"}"#

    @Test(arguments: [
        (#"{"from":{"address":"ana@example.com"}}"#, "message.submitted: 'text' is missing"),
        (#"{"from":{"name":"Ana"},"text":"Hello"}"#, "message.submitted: 'from.address' is missing"),
        (#"{"from":"ana@example.com","text":"Hello"}"#, "message.submitted: 'from' is not an object"),
        (#"{"from":{"address":7},"text":"Hello"}"#, "message.submitted: 'from.address' is not a text"),
        (#"{"from":{"address":"a@b"},"text":null}"#, "message.submitted: 'text' is null"),
        (#"{"from":{"address":"a@b"},"text":"","vip":"yes"}"#, "message.submitted: 'vip' is not true or false"),
        (#"{"from":{"address":"a@b"},"text":"","attachments":{}}"#, "message.submitted: 'attachments' is not a list"),
        (
            #"{"from":{"address":"a@b"},"text":"","attachments":[{"name":"a"},{}]}"#,
            "message.submitted: 'attachments[1].name' is missing"
        ),
        (
            #"{"from":{"address":"a@b"},"text":"","attachments":[{"name":"a","size":1.5}]}"#,
            "message.submitted: a number in the body is not a whole number, or is too large"
        ),
        (
            #"{"from":{"address":"a@b"},"text":"","sent_at":"yesterday"}"#,
            "message.submitted: 'sent_at' is wrong: 'yesterday' is no time such as '2026-01-05T09:12:44Z'"
        ),
        (
            #"{"from":{"address":"a@b"},"text":"","sent_at":1767604364}"#,
            "message.submitted: 'sent_at' is not a text"
        ),
        ("[]", "message.submitted: the body is not an object"),
        ("null", "message.submitted: the body is not an object"),
        ("{", "message.submitted: the body is not JSON"),
        ("", "message.submitted: the body is not JSON"),
    ])
    func `a body that cannot be read is undecodable, and the error names the field`(body: String, error: String) {
        #expect(throws: Rejection(reason: .undecodable, error: error)) { try Delivery.inbound(body).understood() }
    }

    @Test(arguments: [2, 4])
    func `JSON in UTF-16 or UTF-32 is undecodable`(bytesPerCharacter: Int) {
        let padding = [UInt8](repeating: 0, count: bytesPerCharacter - 1)
        let body = Self.customer.utf8.flatMap { [$0] + padding }

        #expect(throws: Rejection.undecodable("message.submitted: the body is not UTF-8")) {
            try Delivery.inbound(body).understood()
        }
    }

    @Test(arguments: [
        (MessageType.messageSubmitted, #"{"from":{"address":" "},"text":"Hello"}"#, "'from.address' is empty"),
        (.ticketRated, #"{"ticket":"AB-1","from":{"address":"a@b"},"score":6}"#, "'score' is 6; it goes from 1 to 5"),
        (.agentReplied, #"{"ticket":"AB-1","agent":"maria","text":""}"#, "'text' is empty"),
        (.agentReplied, #"{"ticket":"","agent":"maria","text":"Hi"}"#, "'ticket' is empty"),
        (
            .agentReplied, #"{"ticket":"AB-1","agent":"maria","text":"Hi","waiting_on":"us"}"#,
            "'waiting_on' is 'us'; it is 'customer' or 'vendor'"
        ),
        (
            .ticketPaused, #"{"ticket":"AB-1","agent":"maria","waiting_on":"lunch"}"#,
            "'waiting_on' is 'lunch'; it is 'customer' or 'vendor'"
        ),
        (.ticketPrioritised, #"{"ticket":"AB-1","agent":"maria","priority":""}"#, "'priority' is empty"),
        (.ticketEscalated, #"{"ticket":"AB-1","agent":"maria","reason":" "}"#, "'reason' is empty"),
        (
            .ticketEscalated, #"{"ticket":"AB-1","agent":"maria","reason":"!","to_tier":0}"#,
            "'to_tier' is 0; it goes from 1 to 9"
        ),
        (.ticketMerged, #"{"ticket":"AB-2","into":"","agent":"maria"}"#, "'into' is empty"),
        (
            .breachAnnulled, #"{"ticket":"AB-1","metric":"resolution","cycle":1,"agent":"lee","reason":" "}"#,
            "'reason' is empty"
        ),
        (
            .breachAnnulled, #"{"ticket":"AB-1","metric":"resolution","cycle":0,"agent":"lee","reason":"!"}"#,
            "'cycle' is 0; it goes from 1 to 2147483647"
        ),
        (
            .breachAnnulled, #"{"ticket":"AB-1","metric":"patience","cycle":1,"agent":"lee","reason":"!"}"#,
            "'metric' is 'patience', which is no service level"
        ),
        (.pageAcknowledged, #"{"page":"17","by":"tomasz"}"#, "'page' is '17', which is not the id of a page"),
    ])
    func `what breaks a rule is refused, and the document's schema forbids it too`(
        type: MessageType,
        body: String,
        error: String
    ) throws {
        let routingKey = type.isForAgents ? "archbuilder.agent" : "archbuilder.chat"

        #expect(throws: Rejection.refused(error)) {
            try Delivery.inbound(body, as: type.rawValue, under: routingKey).understood()
        }
        guard !error.hasSuffix("empty") else { return }  // blanks are more than a schema can tell
        let document = try ContractDocument()
        let payload = try document.message(type.rawValue).payload
        #expect(try !document.checker.problems(of: JSONValue(json: Array(body.utf8)), against: payload).isEmpty)
    }

    @Test func `a name too long for an index is refused`() {
        let body = #"{"from":{"address":"a@b"},"text":"","conversation":"\#(String(repeating: "x", count: 256))"}"#

        #expect(throws: Rejection.refused("'conversation' is longer than 255 characters")) {
            try Delivery.inbound(body).understood()
        }
    }

    @Test(arguments: MessageType.allCases)
    func `nobody speaks on the others' channel`(type: MessageType) {
        let wrong = type.isForAgents ? "chat" : "agent"
        let rejection = #expect(throws: Rejection.self) {
            try Delivery.inbound("{}", as: type.rawValue, under: "archbuilder.\(wrong)").understood()
        }

        #expect(rejection?.reason == .refused)
        #expect(rejection?.error.contains("'\(type.rawValue)' is") == true)
        #expect(rejection?.error.contains("under") == true)
    }

    @Test func `a mail on the agents' channel is refused`() {
        let rejection = #expect(throws: Rejection.self) {
            try Delivery.inbound("From: a@b\n\nHi", as: nil, under: "archbuilder.agent", contentType: "message/rfc822")
                .understood()
        }

        #expect(rejection?.reason == .refused)
    }

    @Test(arguments: ["archbuilder", "", ".", "archbuilder.", ".agent", ".archbuilder.agent"])
    func `a routing key with a part missing is unsupported`(key: String) {
        let rejection = #expect(throws: Rejection.self) {
            try Delivery.inbound(Self.note, as: "agent.noted", under: key).understood()
        }

        #expect(rejection?.reason == .unsupported)
        #expect(rejection?.error.contains("publish under '<programme>.<channel>'") == true)
    }

    @Test(arguments: ["archbuilder..agent", "archbuilder.agent.x", "archbuilder.Agent", "archbuilder. agent"])
    func `a channel that merely resembles the agents' is a customer's`(key: String) {
        let rejection = #expect(throws: Rejection.self) {
            try Delivery.inbound(Self.note, as: "agent.noted", under: key).understood()
        }

        #expect(rejection?.reason == .refused)
    }

    @Test(arguments: [nil, "", "ticket.exploded", "MESSAGE.SUBMITTED", "ticket.received"])
    func `an unknown type is unsupported, and the error lists those that are known`(type: String?) {
        let rejection = #expect(throws: Rejection.self) {
            try Delivery.inbound(Self.customer, as: type).understood()
        }

        #expect(rejection?.reason == .unsupported)
        #expect(rejection?.error.contains("known types: message.submitted, message.replied") == true)
    }

    @Test(arguments: [nil, "", "text/plain", "application/xml", "message/partial"])
    func `an unknown content type is unsupported`(contentType: String?) {
        let rejection = #expect(throws: Rejection.self) {
            try Delivery.inbound(Self.customer, contentType: contentType).understood()
        }

        #expect(rejection?.reason == .unsupported)
        #expect(rejection?.error.contains("send 'message/rfc822' or 'application/json'") == true)
    }

    @Test(arguments: ["gzip", "deflate", "br", "base64"])
    func `a body that was packed is unsupported`(encoding: String) {
        #expect(throws: Rejection.unsupported("the content encoding is '\(encoding)'; send the body as it is")) {
            try Delivery.inbound(Self.customer, contentEncoding: encoding).understood()
        }
    }

    @Test(arguments: [
        FieldValue.string("2.0"), .string("2"), .string("0.9"), .string(""), .string("x"), .int(2), .bool(true),
    ])
    func `another major version is unsupported`(version: FieldValue) {
        let rejection = #expect(throws: Rejection.self) {
            try Delivery.inbound(Self.customer, headers: ["contract-version": version]).understood()
        }

        #expect(rejection?.reason == .unsupported)
        #expect(rejection?.error.contains("is not understood; this fleet speaks 1.x") == true)
    }

    @Test func `bytes that are no mail are undecodable, and a mail from nobody is refused`() {
        func reason(_ mail: String) -> DeadLetterReason? {
            #expect(throws: Rejection.self) {
                try Delivery.inbound(mail, as: nil, contentType: "message/rfc822").understood()
            }?.reason
        }

        #expect(reason("") == .undecodable)
        #expect(reason("Subject: Hello\n\nWho am I?") == .refused)
    }

    @Test func `a message id with a NUL in it is refused`() {
        #expect(throws: Rejection.refused("the message id has a NUL character in it")) {
            try InboundMessage(.inbound(Self.customer), key: "a\u{0}b")
        }
    }
}
