import AMQP
import Crypto
import Foundation
import Postgres
import SupportDomain
import SupportStore
import TestSupport
import Testing
import WorkerRuntime

@testable import SupportWorkers

struct WebhookDeliveryTests {
    static let secret = "a secret that both know"
    static let trace = TraceContext(startedBy: "what a customer said")

    /// A desk whose tier 3 is called by a webhook.
    private func withPage(
        at url: String,
        _ body: (Outpost) async throws -> Void
    ) async throws {
        try await Outpost.with(text: "Complete system outage.", editing: Self.paging(url), body)
    }

    /// Calls tier 3 by a webhook instead of a mail.
    static func paging(_ url: String) -> @Sendable (String) -> String {
        { policy in
            policy.replacing(
                "{name: Tier 3 on call, email: tier3-oncall@archbuilder.app}",
                with: "{name: Tier 3 on call, webhook: \"\(url)\"}"
            )
        }
    }

    static func door(plainHTTP: Bool = true) -> [SupportDomain.Notification.Channel: any DeliveryDoor] {
        [.webhook: WebhookDoor(keys: WebhookKeys(shared: Self.secret), allowsPlainHTTP: plainHTTP)]
    }

    private func pages(of outpost: Outpost) -> [Delivery] {
        outpost.requests.filter { $0.routingKey == "notification.page" }
    }

    @Test func `a webhook is signed, and carries the notification's id for every try`() async throws {
        try await WebhookReceiver.with { receiver, url in
            try await withPage(at: url) { outpost in
                await #expect(throws: Failpoints.Struck.self) {
                    try await outpost.deliver(
                        pages(of: outpost),
                        through: Self.door(),
                        failpoint: "after_delivery:throw"
                    )
                }
                try await outpost.deliver(pages(of: outpost), through: Self.door())

                let notification = try await outpost.notification(.page)
                let received = receiver.received
                try #require(received.count == 2)
                for hook in received {
                    let signature = try #require(hook.headers["tierline-signature"])
                    let parts = signature.split(separator: ",").map { $0.drop { $0 != "=" }.dropFirst() }
                    let code = HMAC<SHA256>.authenticationCode(
                        for: Array("\(parts[0]).".utf8) + hook.body,
                        using: SymmetricKey(data: Array(Self.secret.utf8))
                    )
                    let body: WebhookBody = try ContractJSON(hook.body, type: "").decode()
                    #expect(parts[1] == code.map { String(format: "%02x", $0) }.joined())
                    #expect(hook.headers["idempotency-key"] == notification.id.uuidString.lowercased())
                    #expect(body.ticket == outpost.ticket.id.description)
                    #expect(body.page != nil)
                    #expect(body.to == nil, "a hook for the staff has no business with the customer's address")
                }
                #expect(notification.state == .delivered)
            }
        }
    }

    @Test func `a receiver that is busy is asked again`() async throws {
        try await WebhookReceiver.with { receiver, url in
            try await withPage(at: url) { outpost in
                receiver.answer(503)
                try await outpost.deliver(pages(of: outpost), through: Self.door())
                let busy = try await outpost.notification(.page)
                receiver.answer(200)
                try await outpost.deliver(
                    try await outpost.requests(after: .seconds(10)).filter { $0.routingKey == "notification.page" },
                    through: Self.door()
                )

                let after = try await outpost.notification(.page)
                #expect(busy.state == .retrying)
                #expect(busy.lastError?.hasPrefix("503") == true)
                #expect(after.state == .delivered)
            }
        }
    }

    @Test func `a webhook is never posted where an answer leads`() async throws {
        try await WebhookReceiver.with { receiver, url in
            try await withPage(at: url) { outpost in
                receiver.answer(307, leadingTo: url)
                try await outpost.deliver(pages(of: outpost), through: Self.door())

                let after = try await outpost.notification(.page)
                #expect(receiver.received.count == 1)
                #expect(after.state == .retrying)
                #expect(after.lastError?.hasPrefix("307") == true)
            }
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `an answer that never ends holds nobody up`() async throws {
        try await WebhookReceiver.with { receiver, url in
            try await withPage(at: url) { outpost in
                receiver.dawdle()
                try await outpost.deliver(pages(of: outpost), through: Self.door())

                let after = try await outpost.notification(.page)
                #expect(after.state == .delivered)
            }
        }
    }

    @Test func `a slow receiver is called as often at a time as there are pages`() async throws {
        try await WebhookReceiver.with { receiver, url in
            receiver.answerOnlyTogether(20)
            try await withPage(at: url) { outpost in
                let page = try await outpost.notification(.page).id
                let stored = try await outpost.fresh.database.withTransaction { try $0.notifications([page]) }
                let notification = try #require(stored[page])
                let door = WebhookDoor(keys: WebhookKeys(shared: Self.secret), allowsPlainHTTP: true)
                let answers = await withTaskGroup(of: DeliveryAnswer.self) { group in
                    for _ in 0..<20 { group.addTask { await door.deliver(notification, in: Self.trace) } }
                    return await group.reduce(into: []) { $0.append($1) }
                }

                #expect(Set(answers) == [.delivered("204 ")])
            }
        }
    }

    @Test func `a webhook carries the trace on`() async throws {
        try await WebhookReceiver.with { receiver, url in
            try await withPage(at: url) { outpost in
                let traced = pages(of: outpost).map { $0.traced(as: Self.trace) }
                try await outpost.deliver(traced, through: Self.door())

                let header = try #require(receiver.received.first?.headers["traceparent"])
                let trace = try #require(TraceContext(traceparent: header))
                #expect(trace.traceID == Self.trace.traceID)
                #expect(trace != Self.trace, "what it led to is a part of its own")
            }
        }
    }

    @Test func `a webhook is not posted without TLS unless that is allowed`() async throws {
        try await WebhookReceiver.with { receiver, url in
            try await withPage(at: url) { outpost in
                try await outpost.deliver(pages(of: outpost), through: Self.door(plainHTTP: false))

                let after = try await outpost.notification(.page)
                #expect(receiver.received.isEmpty)
                #expect(after.lastError?.contains("TIERLINE_WEBHOOK_ALLOW_HTTP") == true)
            }
        }
    }
}
