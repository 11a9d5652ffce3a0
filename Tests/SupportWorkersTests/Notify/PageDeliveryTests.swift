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

struct PageDeliveryTests {
    private func door(to sink: SMTPSink) throws -> [SupportDomain.Notification.Channel: any DeliveryDoor] {
        [.email: MailDoor(.smtp([SMTPClient(try SMTPConfiguration(url: sink.url, security: .none))]))]
    }

    private func pages(of outpost: Outpost) -> [Delivery] {
        outpost.requests.filter { $0.routingKey == "notification.page" }
    }

    private func settle(_ outpost: Outpost) async throws {
        let (programme, id) = (outpost.programme, outpost.ticket.id)
        try await outpost.fresh.database.withTransaction { transaction in
            let desk = Desk(programme, at: "Fri 2026-01-09 10:00")
            desk.now = try transaction.now()
            let page = try #require(try transaction.pages(of: id).first)
            try desk.intake(
                desk.message("ack", .pageAcknowledged, PageAcknowledged(page: page.id.uuidString, by: "kim")),
                in: transaction
            )
        }
    }

    @Test func `a page is tried for as long as it is open, even where the other side says never`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        sink.answer(.recipient("tier3-oncall@archbuilder.app"), with: .line("550 5.1.1 no such user"))
        try await Outpost.with(text: "Complete system outage.") { outpost in
            var request = pages(of: outpost)
            for _ in 0..<12 {
                try await outpost.deliver(request, through: door(to: sink))
                let state = try await outpost.notification(.page).state
                request = try await outpost.requests(after: .seconds(61)).filter {
                    $0.routingKey == "notification.page"
                }
                #expect(state == .retrying)
                #expect(!request.isEmpty, "a minute at most until the next try")
            }
        }
    }

    @Test func `a page that somebody acknowledged is not sent any more`() async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        try await Outpost.with(text: "Complete system outage.") { outpost in
            try await settle(outpost)
            try await outpost.deliver(pages(of: outpost), through: door(to: sink))

            let after = try await outpost.notification(.page)
            #expect(after.state == .cancelled)
            #expect(sink.received.isEmpty)
        }
    }

    @Test(arguments: [("after_intent", 0), ("after_delivery", 1)])
    func `a page whose sender died is cancelled when it was acknowledged meanwhile, be it that it had gone out`(
        failpoint: String,
        mails: Int
    ) async throws {
        let sink = try SMTPSink()
        defer { sink.stop() }
        try await Outpost.with(text: "Complete system outage.") { outpost in
            await #expect(throws: Failpoints.Struck.self) {
                try await outpost.deliver(pages(of: outpost), through: door(to: sink), failpoint: "\(failpoint):throw")
            }
            try await settle(outpost)
            try await outpost.deliver(pages(of: outpost), through: door(to: sink))

            let after = try await outpost.notification(.page)
            #expect(after.state == .cancelled)
            #expect(after.attempts == 1)
            #expect(sink.received.count == mails)
        }
    }
}
