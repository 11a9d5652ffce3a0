import AMQP
import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing

@testable import SupportWorkers

struct WatchingTests {
    @Test func `nothing fires before its second, and everything in it, once`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p2]!, in: transaction)
            try desk.intake(desk.answered("x", ticket.name, waitingOn: "customer"), in: transaction)
            try desk.intake(desk.mail("b@x.y", inReplyTo: "first@example.com"), in: transaction)
            try transaction.enqueueAcknowledged(ticket, at: desk.now)
            // The next response, 4 business hours: 75% at 12:00, 90% at 12:36, due at 13:00.
            var fired: [String: [String]] = [:]
            for time in ["11:59", "12:00", "12:35", "12:36", "13:00"] {
                desk.now = .losAngeles("Mon 2026-01-05 \(time)")
                fired[time] = try desk.watch(in: transaction).filter { $0.mentions("next_response") }.map(\.routingKey)
                fired[time, default: []] += try desk.watch(in: transaction).map(\.routingKey)
            }
            desk.now += 1
            let late = try desk.watch(in: transaction).filter { $0.mentions("next_response") }.map(\.routingKey)

            #expect(
                fired == ["11:59": [], "12:00": ["clock.warned"], "12:35": [], "12:36": ["clock.warned"], "13:00": []]
            )
            #expect(late == ["clock.breached"])
        }
    }

    @Test func `thresholds that fell while nobody watched all fire, in one look`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(TriageTests.texts[.p2]!, in: transaction)
            desk.now = .losAngeles("Mon 2026-01-12 09:00")
            try desk.watch(in: transaction)
            let again = try desk.watch(in: transaction)

            let fired = try transaction.firedThresholds(of: ticket.id)
            let names = fired.map { "\($0.metric.rawValue) \($0.threshold)" }
            #expect(again.isEmpty)
            #expect(Set(names).count == names.count)
            #expect(
                Set(names) == [
                    "acknowledgement breach",
                    "first_response warning:75%", "first_response warning:90%", "first_response breach",
                    "resolution warning:75%", "resolution warning:90%", "resolution breach",
                    "time_at_tier warning:75%", "time_at_tier warning:90%", "time_at_tier breach",
                ]
            )
        }
    }

    @Test func `a timer that was overtaken fires nothing and is set to what comes next`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            let ticket = try desk.open(in: transaction)
            try transaction.enqueueSet([
                Timer(kind: .clocks, subject: ticket.id.uuid, due: desk.now),
                Timer(kind: .page, subject: UUID(), due: desk.now),
                Timer(kind: .notification, subject: UUID(), due: desk.now),
            ])
            let fired = try desk.watch(in: transaction)

            let next = try transaction.nextTimer()
            #expect(fired.isEmpty)
            #expect(next == ticket.nextWakeUp)
        }
    }

    @Test func `a delivery that is to be tried again is asked for, once, as the next try`() async throws {
        try await withDesk { desk, transaction in
            let ticket = try desk.open(in: transaction)
            let id = try #require(try desk.notifications(ticket, in: transaction).first).id
            try transaction.enqueueIntent([(id, 1)], of: UUID(), for: .seconds(5))
            try transaction.enqueueRecord(
                [
                    DeliveryResult(
                        notification: id,
                        attempt: 1,
                        outcome: .temporaryFailure,
                        state: .retrying,
                        detail: "451 later",
                        startedAt: desk.now,
                        finishedAt: desk.now,
                        retryAt: desk.now + 15
                    )
                ],
                at: desk.now
            )
            desk.now += 15
            let fired = try desk.watch(in: transaction)
            let again = try desk.watch(in: transaction)

            let request: NotificationRequested = try ContractJSON(fired[0].message.body, type: "").decode()
            #expect(fired.map(\.routingKey) == ["notification.email"])
            #expect(request == NotificationRequested(notification: id, ticket: ticket.id, attempt: 2))
            #expect(again.isEmpty)
        }
    }

    @Test func `no more timers are taken at a time than a batch holds`() async throws {
        try await withDesk(at: "Mon 2026-01-05 09:00") { desk, transaction in
            for index in 0..<5 { try desk.open(id: "\(index)", in: transaction) }
            let due = Date.losAngeles("Tue 2026-01-06 09:00")
            let first = try DueTimers(limit: 3).fire(at: due, in: transaction)
            let second = try DueTimers(limit: 3).fire(at: due, in: transaction)
            let third = try DueTimers(limit: 3).fire(at: due, in: transaction)

            #expect([first, second, third].map(\.due.count) == [3, 2, 0])
        }
    }
}

extension OutgoingMessage {
    fileprivate func mentions(_ text: String) -> Bool {
        String(decoding: message.body, as: UTF8.self).contains(text)
    }
}

extension Transaction {
    /// The customer has been told that the mail arrived, so that this clock says nothing more.
    fileprivate borrowing func enqueueAcknowledged(_ ticket: Ticket, at now: Date) throws(PostgresError) {
        _ = try fulfilAcknowledgement(of: [ticket.id], at: now)
    }
}
