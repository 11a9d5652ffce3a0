import AMQP
import Foundation
import Postgres
import SupportDomain
import TestSupport
import Testing

@testable import SupportWorkers

/// Copies of intake on connections of their own.
struct SideBySideIntakeTests {
    @Test func `copies of a message, replies and originals on two connections make one ticket of each thread`()
        async throws
    {
        try await FreshDatabase.with { fresh in
            let database = fresh.database
            let programme = try await database.withTransaction { transaction in
                try Desk(at: "Fri 2026-01-09 10:00", in: transaction).programme
            }
            // Eight threads; each copy of intake gets originals and replies in an order of its own.
            try await withThrowingTaskGroup(of: Void.self) { copies in
                for copy in 0..<4 {
                    copies.addTask {
                        for round in 0..<8 {
                            let thread = (round + copy * 2) % 8
                            try await database.withTransaction { transaction in
                                let desk = Desk(programme, at: "Fri 2026-01-09 10:00")
                                let original = desk.mail("o\(thread)@x.y")
                                let reply = desk.mail("r\(thread)@x.y", inReplyTo: "o\(thread)@x.y")
                                try desk.intake(copy.isMultiple(of: 2) ? [original] : [reply], in: transaction)
                            }
                        }
                    }
                }
                try await copies.waitForAll()
            }
            let tickets: Int = try await database.query("SELECT count(*) FROM ticket")[0].get(0)
            let messages: Int = try await database.query("SELECT count(*) FROM message")[0].get(0)
            let largest: Int = try await database.query(
                "SELECT max(count) FROM (SELECT count(*) FROM message GROUP BY ticket_id) AS thread"
            )[0].get(0)

            #expect(tickets == 8)
            #expect(messages == 16)
            #expect(largest == 2)
        }
    }
}
