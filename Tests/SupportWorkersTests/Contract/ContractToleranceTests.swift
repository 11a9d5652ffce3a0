import AMQP
import Testing

@testable import SupportWorkers

/// What intake takes although a strict reader would not, because a customer said it.
struct ContractToleranceTests {
    private static let customer = #"{"from":{"address":"ana@example.com"},"text":"Hello"}"#

    @Test func `unknown fields, at any depth, and unknown headers are ignored`() throws {
        let body = #"{"from":{"address":"ana@example.com","mood":{"now":[1]}},"text":"Hello","colour":null}"#
        let plain = try Delivery.inbound(Self.customer).understood()
        let adorned = try Delivery.inbound(body, headers: ["x-colour": "red", "x-size": 7]).understood()

        #expect(adorned.content.encoded == plain.content.encoded)
    }

    @Test(arguments: [FieldValue.string("1"), .string("1.0"), .string("1.27"), .int(1), .void])
    func `any version of this major is understood`(version: FieldValue) throws {
        _ = try Delivery.inbound(Self.customer, headers: ["contract-version": version]).understood()
    }

    @Test(arguments: ["application/json", "application/json; charset=utf-8", "Application/JSON ; charset=UTF-8"])
    func `the content type may have parameters and any case`(contentType: String) throws {
        _ = try Delivery.inbound(Self.customer, contentType: contentType).understood()
    }

    @Test(arguments: [nil, "", "utf-8", "UTF-8", "identity", "binary"])
    func `a content encoding that changes nothing is ignored`(encoding: String?) throws {
        _ = try Delivery.inbound(Self.customer, contentEncoding: encoding).understood()
    }

    @Test func `a channel may have dots in its name, a programme may not`() throws {
        let understood = try Delivery.inbound(Self.customer, under: "archbuilder.chat.web").understood()

        #expect(understood.programme == "archbuilder")
        #expect(understood.channel == "chat.web")
    }

    @Test(arguments: [
        (#"a\u0000b"#, "a\u{fffd}b"),
        (#"\\u0000"#, #"\u0000"#),
        (#"\\\u0000"#, "\\\u{fffd}"),
        (#"cut \ud83d"#, "cut \u{fffd}"),
        (#"\ude00 cut"#, "\u{fffd} cut"),
        (#"\ud83d\ud83d\ude00"#, "\u{fffd}\u{1f600}"),
        (#"\uD83D\uDE00"#, "\u{1f600}"),
        (#"\ud83d\u0041"#, "\u{fffd}A"),
        (#"\n\t\"\/"#, "\n\t\"/"),
    ])
    func `characters that PostgreSQL cannot hold are replaced, not the message lost`(json: String, text: String) throws
    {
        let understood = try Delivery.inbound(#"{"from":{"address":"a@b"},"text":"\#(json)"}"#).understood()

        guard case .submitted(let message) = understood.content else {
            Issue.record("understood as \(understood.content)")
            return
        }
        #expect(message.text == text)
    }

    @Test func `an answered mail's id is found with its angle brackets and without`() throws {
        let body = #"{"from":{"address":"a@b"},"text":"","in_reply_to":"<5f@example.com>","conversation":"c1"}"#
        let understood = try Delivery.inbound(body, as: "message.replied", under: "archbuilder.chat").understood()

        #expect(understood.references == ["<5f@example.com>", "5f@example.com", "conversation:chat:c1"])
    }
}
