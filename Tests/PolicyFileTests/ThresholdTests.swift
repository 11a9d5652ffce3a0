import Foundation
import SupportDomain
import Testing

/// What is said of a clock as its time runs out, under the policies that ship.
struct ThresholdTests {
    @Test(arguments: [
        (Shipped.qAviogen, Arriving("Invalid API key", plan: "standard"), ["75%"]),
        (.agreementActivation, Arriving("Non-critical bugs"), ["after 4 business hours", "75%"]),
        (.signXStudio, Arriving("Password reset"), ["75%"]),
        (.archBuilder, Arriving("Core features not working"), ["75%", "90%"]),
        (.platinumBot, Arriving("Minor feature issues", plan: "general", channel: "discord"), ["75%"]),
    ])
    func `features item 34: each warning and the breach are told exactly once, however often a clock is watched`(
        shipped: Shipped,
        message: Arriving,
        warnings: [String]
    ) throws {
        let opened = try shipped.ticket(for: message).ticket
        let clock = try #require(opened.clock(.firstResponse))
        let moments = clock.schedule.thresholds.compactMap(\.at).sorted()
        var ticket = opened
        var told: [String] = []
        for moment in moments {
            #expect(ticket.watch(at: moment - 1).said(of: .firstResponse) == [], "nothing is told before it falls")
            for _ in 1...2 { told += ticket.watch(at: moment).said(of: .firstResponse) }
        }
        // Somebody who was held up comes with times that have been looked at.
        for moment in moments { told += ticket.watch(at: moment).said(of: .firstResponse) }

        #expect(told == warnings + ["breach"])
        let recorded = ticket.newEvents.filter { $0.data["metric"] == Metric.firstResponse.rawValue }
        #expect(recorded.map(\.kind) == warnings.map { _ in TicketEvent.Kind.clockWarned } + [.clockBreached])
        #expect(Set(recorded.map(\.cause)).count == warnings.count + 1)

        // Whoever looks only at the end is told the same, and also once.
        let end = try #require(moments.last)
        var late = opened
        #expect(late.watch(at: end).said(of: .firstResponse).sorted() == told.sorted())
        #expect(late.watch(at: end).said(of: .firstResponse) == [])
    }
}

extension [TicketEffect] {
    /// What is said of a metric's clock: the thresholds that fell, and that it was missed.
    fileprivate func said(of metric: Metric) -> [String] {
        compactMap { effect -> String? in
            switch effect {
            case .clockWarned(metric, _, let threshold, _): threshold
            case .clockBreached(metric, _, _): "breach"
            default: nil
            }
        }
    }
}
