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

    @Test func `a copy that comes while the first is being sent waits for it, and sends nothing`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        sink.answer(.endOfData, with: .wait)
        try await Outpost.with { outpost in
            try await outpost.withOtherDatabase { other in
                async let first = outpost.deliver(outpost.requests, through: door(to: sink))
                try await eventually("the mail being sent") {
                    try await outpost.notification(.acknowledgement).state == .sending
                }
                let copy = NotifyHandler(doors: try door(to: sink))
                async let second = outpost.deliver(outpost.requests, by: copy, on: other)
                defer { sink.answer(.endOfData, with: nil) }
                try await eventually("the copy asking again") { other.statistics.roundTrips > 10 }
                sink.answer(.endOfData, with: nil)
                _ = try await (first, second)

                let after = try await outpost.notification(.acknowledgement)
                let attempts = try await outpost.attempts()
                #expect(sink.received.count == 1)
                #expect(after.state == .delivered)
                #expect(attempts.map(\.outcome) == [.delivered])
            }
        }
    }

    @Test func `who is still sending says so again and again`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        sink.answer(.endOfData, with: .wait)
        try await Outpost.with { outpost in
            async let first = outpost.deliver(outpost.requests, through: door(to: sink))
            defer { sink.answer(.endOfData, with: nil) }
            try await eventually("the mail being sent") { try await outpost.sendingUntil() != nil }
            let promised = try #require(try await outpost.sendingUntil())
            try await eventually("the sender's word being renewed") {
                try await outpost.sendingUntil().map { $0 > promised } ?? false
            }
            sink.answer(.endOfData, with: nil)
            _ = try await first

            let after = try await outpost.sendingUntil()
            #expect(after == nil)
        }
    }

    @Test func `who is still sending waits for those who only ask, to say so`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        sink.answer(.endOfData, with: .wait)
        try await Outpost.with { outpost in
            async let first = outpost.deliver(outpost.requests, through: door(to: sink))
            defer { sink.answer(.endOfData, with: nil) }
            try await eventually("the mail being sent") { try await outpost.sendingUntil() != nil }
            let id = try await outpost.notification(.acknowledgement).id
            let mayGo = DispatchSemaphore(value: 0)
            try await outpost.withOtherDatabase { other in
                async let asking: Void = other.withTransaction { transaction in
                    _ = try transaction.lockNotifications([id])
                    mayGo.wait()
                }
                defer { mayGo.signal() }
                try await eventually("the sender waiting for its row") {
                    try await !outpost.fresh.database.query(
                        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                    ).isEmpty
                }
                mayGo.signal()
                try await asking
            }
            sink.answer(.endOfData, with: nil)
            _ = try await first
        }
    }

    @Test func `a notifier that could not write down what it sent sends it again without waiting for itself`()
        async throws
    {
        let sink = try SMTPSink()
        defer { sink.stop() }
        try await Outpost.with { outpost in
            // Whoever would wait for its word to expire would wait for ever.
            let notifier = NotifyHandler(doors: try door(to: sink), lease: .seconds(86_400))
            await #expect(throws: Failpoints.Struck.self) {
                try await outpost.deliver(outpost.requests, by: notifier, failpoint: "after_delivery:throw")
            }
            try await outpost.deliver(outpost.requests, by: notifier)

            let after = try await outpost.notification(.acknowledgement)
            #expect(after.state == .delivered)
            #expect(after.attempts == 1)
            #expect(sink.received.count == 2)
        }
    }

    @Test func `what could not be written down for lack of a database is written down later, and not sent again`()
        async throws
    {
        let sink = try SMTPSink()
        defer { sink.stop() }
        sink.answer(.endOfData, with: .wait)
        try await Outpost.with { outpost in
            let notifier = NotifyHandler(doors: try door(to: sink))
            let first = Task { try await outpost.deliver(outpost.requests, by: notifier) }
            defer { sink.answer(.endOfData, with: nil) }
            try await eventually("the mail being sent") { try await outpost.sendingUntil() != nil }
            try await outpost.fresh.database.withTransaction { transaction in
                try transaction.run(
                    script: """
                        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN RAISE EXCEPTION 'it is going down' USING ERRCODE = '57P01'; END $$;
                        CREATE TRIGGER refusal BEFORE INSERT ON delivery_attempt EXECUTE FUNCTION refuse();
                        """
                )
            }
            sink.answer(.endOfData, with: nil)
            await #expect(throws: PostgresError.self) { _ = try await first.value }
            let between = try await outpost.notification(.acknowledgement)
            try await outpost.fresh.database.withTransaction { try $0.run(script: "DROP FUNCTION refuse CASCADE") }
            try await outpost.deliver(outpost.requests, by: notifier)

            let after = try await outpost.notification(.acknowledgement)
            let attempts = try await outpost.attempts()
            #expect(between.state == .sending)
            #expect(after.state == .delivered)
            #expect(attempts.map(\.outcome) == [.delivered])
            #expect(sink.received.count == 1)
        }
    }

    @Test func `whoever keeps a ticket holds up the record of its own mail only, which keeps the time of its answer`()
        async throws
    {
        let sink = try SMTPSink()
        defer { sink.stop() }
        try await Outpost.with(text: "Complete system outage.") { outpost in
            let notifier = NotifyHandler(doors: try door(to: sink), recordDeadline: .seconds(1))
            let mayGo = DispatchSemaphore(value: 0)
            try await outpost.withOtherDatabase { other in
                let isKept = AsyncStream.makeStream(of: Void.self)
                async let keeper: Void = other.withTransaction { transaction in
                    // However slow the machine is: who is idle for long is not the one whose patience is tried here.
                    try transaction.run(script: "SET LOCAL idle_in_transaction_session_timeout = 0")
                    _ = try transaction.lockTickets([outpost.ticket.id])
                    isKept.continuation.yield()
                    mayGo.wait()
                }
                defer { mayGo.signal() }
                for await _ in isKept.stream.prefix(1) {}
                await #expect(throws: PostgresError.self) {
                    try await outpost.deliver(outpost.requests, by: notifier)
                }
                #expect(try await outpost.notification(.page).state == .delivered, "a page does not touch its ticket")
                #expect(try await outpost.notification(.acknowledgement).state == .sending)
                mayGo.signal()
                try await keeper
            }
            let free = try await outpost.fresh.database.withTransaction { try $0.now() }
            try await outpost.deliver(outpost.requests, by: notifier)

            let acknowledgement = try await outpost.notification(.acknowledgement)
            let attempt = try #require(try await outpost.attempts().first { $0.notification == acknowledgement.id })
            let clock = try #require(try await outpost.current().clock(.acknowledgement))
            #expect(acknowledgement.state == .delivered)
            #expect(attempt.finishedAt < free - 1, "its answer came before the record waited for the ticket")
            #expect(clock.endedAt == attempt.finishedAt)
            #expect(sink.received.count == outpost.requests.count, "nothing was sent again")
        }
    }

    @Test func `a notifier that has to end over a slow mail makes no other call again`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        sink.answer(.endOfData, with: .wait)
        try await WebhookReceiver.with { receiver, url in
            try await Outpost.with(text: "Complete system outage.", editing: WebhookDeliveryTests.paging(url)) {
                outpost in
                let doors = try door(to: sink).merging(WebhookDeliveryTests.door()) { first, _ in first }
                let first = Task { try await outpost.deliver(outpost.requests, through: doors) }
                defer { sink.answer(.endOfData, with: nil) }
                try await eventually("the page being recorded as delivered") {
                    try await outpost.notification(.page).state == .delivered
                }
                let slow = try await outpost.notification(.acknowledgement)
                first.cancel()
                sink.answer(.endOfData, with: nil)
                _ = try? await first.value
                try await outpost.deliver(outpost.requests, through: doors)

                let after = try await outpost.notification(.acknowledgement)
                #expect(slow.state == .sending)
                #expect(after.state == .delivered)
                #expect(receiver.received.count == 1)
            }
        }
    }

    @Test func `an operator's wish for another try waits for the one that is being made`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        sink.answer(.endOfData, with: .wait)
        try await Outpost.with { outpost in
            async let first = outpost.deliver(outpost.requests, through: door(to: sink))
            defer { sink.answer(.endOfData, with: nil) }
            try await eventually("the mail being sent") { try await outpost.sendingUntil() != nil }
            let id = try await outpost.notification(.acknowledgement).id
            let state = try await outpost.fresh.database.withTransaction { try $0.retryNotification(id) }
            let wish = try await outpost.requests(after: .zero)
            let during = try await outpost.notification(.acknowledgement).state
            sink.answer(.endOfData, with: nil)
            _ = try await first
            try await outpost.deliver(wish, through: door(to: sink))

            #expect(state == .sending)
            #expect(during == .sending)
            #expect(wish.count == 1)
            #expect(sink.received.count == 1)
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
        // Port 1 is nobody's; a free port could be given to another test's server a moment later.
        let nobody = SMTPClient(SMTPConfiguration(host: "127.0.0.1", port: 1, security: .none))
        try await Outpost.with { outpost in
            try await outpost.deliver(outpost.requests, through: [.email: MailDoor(.smtp([nobody]))])

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

    @Test func `one that is given up again after an operator had it tried again says so again`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        sink.answer(.recipient("ann@example.com"), with: .line("550 5.1.1 no such user"))
        try await Outpost.with { outpost in
            let door = try door(to: sink)
            try await outpost.deliver(outpost.requests, through: door)
            let first = try await outpost.notification(.acknowledgement)
            _ = try await outpost.fresh.database.withTransaction { try $0.retryNotification(first.id) }
            try await outpost.deliver(outpost.requests(after: .seconds(1)), through: door)

            let again = try await outpost.notification(.acknowledgement)
            let failures = try await outpost.timeline().filter { $0.kind == .notificationFailed }
            #expect(again.state == .failed)
            #expect(again.attempts == first.attempts + 1)
            #expect(failures.count == 2)
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
