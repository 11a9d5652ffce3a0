import AMQP
import Foundation
import Mail
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct MailDeliveryTests {
    private func door(to sink: SMTPSink) throws -> [SupportDomain.Notification.Channel: any DeliveryDoor] {
        [.email: MailDoor(.smtp([SMTPClient(try SMTPConfiguration(url: sink.url, security: .none))]))]
    }

    @Test func `an acknowledgement is delivered, and ends its clock`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        try await Outpost.with { outpost in
            let batch = try await outpost.deliver(outpost.requests, through: door(to: sink))

            let ticket = try await outpost.current()
            let told = try await outpost.notification(.acknowledgement)
            let attempts = try await outpost.attempts()
            let mail = try ParsedMail(parsing: try #require(sink.received.first).data)
            #expect(batch.acknowledged == outpost.requests)
            #expect(told.state == .delivered)
            #expect(attempts.map(\.outcome) == [.delivered])
            #expect(ticket.clock(.acknowledgement)?.state == .fulfilled)
            #expect(mail.subject == "[\(ticket.name)] Export")
            #expect(mail.inReplyTo == ["first@example.com"])
            #expect(mail.header("Auto-Submitted") == "auto-replied")
            #expect(mail.messageID.flatMap(OwnMessageID.ticket) == ticket.id)
        }
    }

    @Test func `a request that comes twice sends one mail`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        try await Outpost.with { outpost in
            try await outpost.deliver(outpost.requests + outpost.requests, through: door(to: sink))
            let again = try await outpost.deliver(outpost.requests, through: door(to: sink))

            #expect(again.acknowledged == outpost.requests)
            #expect(sink.received.count == 1)
        }
    }

    @Test(arguments: [("after_intent", 1), ("after_delivery", 2)])
    func `a notifier that dies over a mail leaves it to the next, who sends the same mail`(
        failpoint: String,
        copies: Int
    ) async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        try await Outpost.with { outpost in
            await #expect(throws: Failpoints.Struck.self) {
                try await outpost.deliver(outpost.requests, through: door(to: sink), failpoint: "\(failpoint):throw")
            }
            let between = try await outpost.notification(.acknowledgement)
            try await outpost.deliver(outpost.requests, through: door(to: sink))

            let after = try await outpost.notification(.acknowledgement)
            let ids = try sink.received.map { try ParsedMail(parsing: $0.data).messageID }
            #expect(between.state == .sending)
            #expect(after.state == .delivered)
            #expect(after.attempts == 1)
            #expect(ids.count == copies)
            #expect(Set(ids).count == 1)
        }
    }

    @Test func `a temporary failure is tried again when its timer falls due`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        try await Outpost.with { outpost in
            sink.answer(.endOfData, with: .line("451 4.3.0 try later"))
            try await outpost.deliver(outpost.requests, through: door(to: sink))
            let waiting = try await outpost.notification(.acknowledgement)
            let early = try await outpost.requests(after: .seconds(5))
            let retry = try await outpost.requests(after: .seconds(20))
            sink.answer(.endOfData, with: nil)
            try await outpost.deliver(retry, through: door(to: sink))
            try await outpost.deliver(outpost.requests, through: door(to: sink))  // the first request, again

            let after = try await outpost.notification(.acknowledgement)
            let attempts = try await outpost.attempts()
            #expect(waiting.state == .retrying)
            #expect(waiting.lastError?.contains("451") == true)
            #expect(early.isEmpty)
            #expect(retry.count == 1)
            #expect(after.state == .delivered)
            #expect(attempts.map(\.outcome) == [.temporaryFailure, .delivered])
            #expect(sink.received.count == 1)
        }
    }

    @Test func `a mail server that is not there is a temporary failure`() async throws {
        let sink = try SMTPSink()
        sink.stop()
        try await Outpost.with { outpost in
            try await outpost.deliver(outpost.requests, through: door(to: sink))

            let after = try await outpost.notification(.acknowledgement)
            #expect(after.state == .retrying)
        }
    }

    @Test func `a permanent failure is given up, and the ticket's timeline says so`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        sink.answer(.recipient("ann@example.com"), with: .line("550 5.1.1 no such user"))
        try await Outpost.with { outpost in
            try await outpost.deliver(outpost.requests, through: door(to: sink))

            let after = try await outpost.notification(.acknowledgement)
            let event = try await outpost.timeline().last
            let retry = try await outpost.requests(after: .seconds(3 * 86_400))
            #expect(after.state == .failed)
            #expect(event?.kind == .notificationFailed)
            #expect(event?.data["recipient"] == "ann@example.com")
            #expect(event?.data["error"]?.contains("550") == true)
            #expect(retry.isEmpty)
        }
    }

    @Test func `one recipient who is refused does not hold up another`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        sink.answer(.recipient("ann@example.com"), with: .line("550 5.1.1 no such user"))
        try await Outpost.with(text: "Complete system outage.") { outpost in
            try await outpost.deliver(outpost.requests, through: door(to: sink))

            #expect(sink.received.map(\.recipients) == [["tier3-oncall@archbuilder.app"]])
        }
    }

    @Test func `an acknowledgement that comes too late records the breach, once`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        try await Outpost.with { outpost in
            try await outpost.fresh.advance(by: .seconds(3600 + 60))
            try await outpost.deliver(outpost.requests, through: door(to: sink))
            _ = try await outpost.requests(after: .seconds(1))

            let id = outpost.ticket.id
            let fired = try await outpost.fresh.database.withTransaction { transaction in
                try transaction.firedThresholds(of: id)
            }
            let clock = try await outpost.current().clock(.acknowledgement)
            let kinds = try await outpost.timeline().map(\.kind)
            #expect(fired.map(\.threshold) == ["breach"])
            #expect(clock?.state == .fulfilled)
            #expect(clock?.breachedAt != nil)
            #expect(kinds.suffix(2) == [.clockBreached, .escalationDeclined])
        }
    }

    @Test func `a request for a notification that nobody wrote is a dead letter`() async throws {
        try await Outpost.with { outpost in
            let stray = NotificationRequested(notification: UUID(), ticket: outpost.ticket.id, attempt: 1)
            let garbage = Delivery(
                message: Message(body: Array("no".utf8)),
                exchange: "",
                routingKey: "notification.email"
            )
            let batch = try await outpost.deliver([Delivery(stray.outgoing(to: .email)), garbage], through: [:])

            #expect(batch.acknowledged.isEmpty)
            #expect(Set(batch.rejected.map(\.rejection.reason)) == [.refused, .undecodable])
        }
    }

    @Test func `without a way out a mail waits for one`() async throws {
        try await Outpost.with { outpost in
            try await outpost.deliver(outpost.requests, through: [:])

            let after = try await outpost.notification(.acknowledgement)
            #expect(after.state == .retrying)
        }
    }

    @Test func `a Maildir holds each mail once`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "maildir-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await Outpost.with { outpost in
            let door = MailDoor(.maildir(Maildir(folder)))
            await #expect(throws: Failpoints.Struck.self) {
                try await outpost.deliver(outpost.requests, through: [.email: door], failpoint: "after_delivery:throw")
            }
            try await outpost.deliver(outpost.requests, through: [.email: door])

            let files = try FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "new").path(percentEncoded: false)
            )
            let after = try await outpost.notification(.acknowledgement)
            #expect(files.count == 1)
            #expect(after.state == .delivered)
        }
    }
}
