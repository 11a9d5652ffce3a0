import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing

@testable import SupportWorkers

/// Item 8 of the features: what customers' tickets say of how they fare.
struct CustomerSignalsTests {
    @Test func `item 8: a customer's tickets, breaches, complaints and answers are counted together`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            try desk.enter("@example.com", plan: "professional", manager: "Kim", in: transaction)
            let (range, late) = try Self.fill(desk, in: transaction)
            let signals = try transaction.customerSignals(in: range)
            let example = try #require(signals.first)

            #expect(signals.map(\.customer) == ["@example.com", "zoe@elsewhere.example"])
            #expect(example.plan == "professional")
            #expect(example.manager == "Kim")
            #expect(example.tickets == 3, "the merged one is left out")
            #expect(example.open == 1)
            #expect(example.urgent == 1)
            #expect(example.escalated == 2, "the critical one, and the one that was complained about")
            #expect(example.reopened == 1)
            #expect(example.breaches == late)
            #expect(example.complaints == 1)
            #expect(example.ratings == 2)
            #expect(example.averageScore == 3)
            #expect(example.medianFirstResponse == 10_800.0)
            #expect(example.medianResolution == 18_000.0, "one after three hours, one after seven")
            #expect(example.lastHeard == .losAngeles("Mon 2026-01-05 16:00"))
            #expect(signals[1].tickets == 1 && signals[1].ratings == 0 && signals[1].averageScore == nil)
            #expect(signals[1].medianFirstResponse == nil)
        }
    }

    @Test func `only tickets that were opened in the range count, the first moment with it and the last without`()
        async throws
    {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let moment = desk.now
            try desk.open(plan: "standard", in: transaction)
            #expect(try Self.counts(at: desk, from: moment, 0..<1, in: transaction) == [1])
            #expect(try Self.counts(at: desk, from: moment, -1..<0, in: transaction) == [])
            #expect(try Self.counts(at: desk, from: moment, 1..<2, in: transaction) == [])
            #expect(
                try transaction.customerSignals(
                    in: RecordedRange(programme: "none", since: moment, until: moment + 1)
                ).isEmpty
            )
        }
    }

    /// How many tickets each customer opened between two moments, in seconds from one.
    private static func counts(
        at desk: Desk,
        from moment: Date,
        _ seconds: Range<TimeInterval>,
        in transaction: borrowing Transaction
    ) throws -> [Int] {
        let range = RecordedRange(
            programme: desk.programme,
            since: moment + seconds.lowerBound,
            until: moment + seconds.upperBound
        )
        return try transaction.customerSignals(in: range).map(\.tickets)
    }

    /// Four tickets of Ann and Bob at one company, one of them a second one about the same thing, and one of Zoe; answers
    /// after three hours, a missed one annulled, a poor rating that reopens, and a good one.
    ///
    /// - Returns: the day, and how many breaches of the company's count.
    private static func fill(_ desk: Desk, in transaction: borrowing Transaction) throws -> (RecordedRange, Int) {
        let morning = desk.now
        let professional = "professional"
        let critical = try desk.open(TriageTests.texts[.p1] ?? "", plan: professional, id: "1", in: transaction)
        let poor = try desk.open(plan: professional, id: "2", from: "bob@example.com", in: transaction)
        let good = try desk.open(plan: professional, id: "3", in: transaction)
        let second = try desk.open(plan: professional, id: "4", in: transaction)
        try desk.open(plan: "standard", id: "5", from: "zoe@elsewhere.example", in: transaction)
        try desk.intake(desk.merged("m", second.name, into: good.name), in: transaction)
        try desk.pass(to: "Mon 2026-01-05 12:00", in: transaction)
        for ticket in [critical, poor, good] {
            try desk.intake(desk.answered("a\(ticket.name)", ticket.name, delivered: true), in: transaction)
        }
        try desk.intake(desk.annulled("n", critical.name, .firstResponse), in: transaction)
        for ticket in [poor, good] { try desk.intake(desk.resolved("r\(ticket.name)", ticket.name), in: transaction) }
        try desk.pass(to: "Mon 2026-01-05 16:00", in: transaction)
        try desk.intake(desk.rated("x", poor.name, score: 1), in: transaction)
        try desk.intake(desk.rated("y", good.name, score: 5), in: transaction)
        try desk.work(in: transaction)
        try desk.intake(desk.resolved("again", poor.name), in: transaction)

        let late = try transaction.query(
            """
            SELECT count(*) FROM support_breaches
            WHERE programme = \(desk.programme) AND annulled_at IS NULL
                AND metric NOT IN ('time_at_tier', 'page_acknowledgement', 'vendor_wait')
                AND number = ANY (\([critical, poor, good].compactMap(\.number)))
            """
        )
        let range = RecordedRange(programme: desk.programme, since: morning, until: morning + 86_400)
        return (range, try late[0].get(0))
    }
}
