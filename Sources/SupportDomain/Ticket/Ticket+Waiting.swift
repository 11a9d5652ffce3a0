package import Foundation

extension Ticket {
    /// It is the customer's or a vendor's turn: the clocks that the policy lists stand still.
    ///
    /// A wait that is on already goes on, and so does the vendor's clock: saying it again gives nobody more time.
    package mutating func wait(
        for reason: Pause.Reason,
        by agent: String,
        because cause: String,
        reference: String? = nil,
        at now: Date,
        under policy: Policy
    ) -> [TicketEffect] {
        guard !status.isSettled else { return [] }
        let waiting: TicketStatus = reason == .vendor ? .waitingOnVendor : .waitingOnCustomer
        vendorReference = reference ?? vendorReference
        record(.paused, by: agent, because: cause, at: now, ["waiting_on": reason.rawValue, "reference": reference])
        guard status != waiting else { return [] }
        endPause(at: now)
        let effects = fulfilClocks([.vendorWait], at: now)
        status = waiting
        pauses.append(Pause(since: unusedStart(atOrAfter: now), reason: reason))
        recountClocks(under: policy)
        if reason == .vendor, triagedAt != nil {
            startClocks([.vendorWait], at: now, under: policy)
        }
        return effects
    }

    /// It is our turn again.
    package mutating func resume(
        by person: String,
        because cause: String,
        reason: String? = nil,
        at now: Date,
        under policy: Policy
    ) -> [TicketEffect] {
        guard status.isWaiting else { return [] }
        status = triagedAt == nil ? .received : .open
        endPause(at: now)
        record(.resumed, by: person, because: cause, at: now, ["reason": reason])
        recountClocks(under: policy)
        return fulfilClocks([.vendorWait], at: now)
    }

    /// When the wait that is on began.
    var waitingSince: Date? { pauses.last { $0.until == nil }?.since }

    mutating func endPause(at now: Date) {
        for index in pauses.indices where pauses[index].until == nil {
            pauses[index].until = max(now, pauses[index].since)
        }
    }

    /// A start that no pause has yet: two of one moment would be one row.
    ///
    /// Moments are told apart as the database keeps them, in microseconds: a sum and what was stored of it differ in the
    /// last bit.
    func unusedStart(atOrAfter moment: Date) -> Date {
        let taken = Set(pauses.map(\.since.microseconds))
        var start = moment
        while taken.contains(start.microseconds) { start = start.addingTimeInterval(0.000_001) }
        return start
    }
}

extension Date {
    fileprivate var microseconds: Int64 { Int64((timeIntervalSinceReferenceDate * 1_000_000).rounded()) }
}
