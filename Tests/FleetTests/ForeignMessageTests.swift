import AMQP
import Foundation
import Postgres
import SupportWorkers
import Testing
import TestSupport

extension FleetSuite {
    struct ForeignMessageTests {
        @Test
        func `what is strange and allowed becomes a ticket: odd headers, a megabyte, one message a thousand times`()
            async throws
        {
            try await Fleet.with(.init(copies: 2)) { fleet in
                var odd = OutgoingMessage.mail("odd@example.com", subject: "Question")
                odd.message.headers = [
                    "nothing": .void, "price": .decimal(scale: 2, value: 314), "flag": true, "\u{0}": "\u{0}",
                    "bytes": .bytes([0, 255]), "time": .timestamp(Date(timeIntervalSince1970: 5)),
                    "nested": .table(["list": .array([1, "two", .table(["deep": .array([.void])])])]),
                    "traceparent": "what is this", "tierline-accepted-at": "yesterday", "x-death": "never",
                ]
                let text = String(repeating: "A line of a very long mail.\r\n", count: 40_000)
                let large = OutgoingMessage.mail("large@example.com", subject: "Question", text: text)
                let often = OutgoingMessage.mail("often@example.com", subject: "Question")
                #expect(large.message.body.count > 1 << 20)

                try await fleet.send([odd, large] + Array(repeating: often, count: 1000))
                try await fleet.prove()
                #expect(try await fleet.count("SELECT count(*) FROM ticket") == 3)
            }
        }
    }
}
