import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import Testing
import WorkerRuntime

@testable import SupportWorkers

/// An answer names a word of a ticket that was merged with the one that is answered.
struct AnsweringMergedTests {
    @Test(arguments: [["two@x.y", "open"], ["b@x.y", "waitingOnCustomer"]])
    func `an answer to what was said on the merged ticket leaves what came since to be answered`(
        case: [String]
    ) async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "one@x.y", in: transaction)
            let source = try desk.open(id: "two@x.y", in: transaction)
            desk.now += 60
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)
            desk.now += 60
            try desk.intake(desk.mail("b@x.y", inReplyTo: "two@x.y"), in: transaction)
            let saidAt = desk.now
            desk.now += 60
            try desk.intake(
                desk.answered("1", source.name, waitingOn: "customer", answers: `case`[0]),
                in: transaction
            )

            let after = try #require(try transaction.tickets([target.id])[target.id])
            let told = try desk.timeline(target, in: transaction).first { $0.kind == .agentReplied }
            let isUnread = `case`[0] == "two@x.y"
            #expect("\(after.status)" == `case`[1])
            #expect(after.unansweredSince == (isUnread ? saidAt : nil))
            #expect(told?.data["unread"] == (isUnread ? "b@x.y" : nil))
            #expect(try Self.waits(of: target, in: transaction) == (isUnread ? [saidAt] : []))
        }
    }

    @Test(arguments: [true, false])
    func `what was answered on the other ticket before the merge is not waited for again`(isAnswered: Bool) async throws
    {
        try await withDesk { desk, transaction in
            let source = try desk.open(id: "one@x.y", in: transaction)
            desk.now += 60
            let target = try desk.open(id: "two@x.y", in: transaction)
            let saidAt = desk.now
            desk.now += 60
            if isAnswered { try desk.intake(desk.answered("a", target.name, delivered: true), in: transaction) }
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)
            desk.now += 60
            try desk.intake(
                desk.answered("b", target.name, waitingOn: "customer", answers: "one@x.y"),
                in: transaction
            )

            let after = try #require(try transaction.tickets([target.id])[target.id])
            #expect(after.status == (isAnswered ? .waitingOnCustomer : .open))
            #expect(after.unansweredSince == (isAnswered ? nil : saidAt))
            #expect(try Self.waits(of: target, in: transaction) == (isAnswered ? [] : [saidAt]))
        }
    }

    @Test func `an answer that left something unread there answered what had come before that`() async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "a@x.y", in: transaction)
            desk.now += 60
            let source = try desk.open(id: "b@x.y", in: transaction)
            desk.now += 60
            try desk.intake(desk.mail("c@x.y", inReplyTo: "b@x.y"), in: transaction)
            let unreadAt = desk.now
            desk.now += 60
            try desk.intake(desk.answered("1", source.name, delivered: true, answers: "b@x.y"), in: transaction)
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)
            desk.now += 60
            try desk.intake(desk.answered("2", target.name, delivered: true, answers: "a@x.y"), in: transaction)

            let told = try desk.timeline(target, in: transaction).last { $0.kind == .agentReplied }
            #expect(told?.data["unread"] == "c@x.y")
            #expect(try Self.waits(of: target, in: transaction) == [unreadAt])
        }
    }

    @Test func `what was closed there before it was merged is not waited for`() async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "a@x.y", in: transaction)
            desk.now += 60
            let source = try desk.open(id: "b@x.y", in: transaction)
            try desk.intake(desk.closed("c", source.name), in: transaction)
            try desk.intake(desk.reopened("o", source.name), in: transaction)
            desk.now += 60
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)
            try desk.intake(desk.answered("1", target.name, delivered: true, answers: "a@x.y"), in: transaction)

            #expect(try transaction.tickets([target.id])[target.id]?.unansweredSince == nil)
            #expect(try Self.waits(of: target, in: transaction) == [])
        }
    }

    @Test func `an answer to what was said here leaves what came with a merged ticket to be answered`() async throws {
        try await withDesk { desk, transaction in
            let target = try desk.open(id: "two@x.y", in: transaction)
            desk.now += 60
            let source = try desk.open(id: "one@x.y", in: transaction)
            let saidAt = desk.now
            desk.now += 60
            try desk.intake(desk.merged("m", source.name, into: target.name), in: transaction)
            try desk.intake(
                desk.answered("b", target.name, waitingOn: "customer", answers: "two@x.y"),
                in: transaction
            )

            let after = try #require(try transaction.tickets([target.id])[target.id])
            #expect(after.status == .open)
            #expect(after.unansweredSince == saidAt)
        }
    }

    /// When the waits for a next response that are on began.
    private static func waits(of ticket: Ticket, in transaction: borrowing Transaction) throws -> [Date] {
        try #require(try transaction.tickets([ticket.id])[ticket.id]).clocks
            .filter { $0.metric == .nextResponse && $0.isOpen }.map(\.startedAt)
    }
}
