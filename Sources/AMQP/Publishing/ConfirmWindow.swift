/// The messages that were published and not confirmed yet, by the number the broker counts them with.
///
/// At most 1,000 messages or 4 MB, whichever is reached first; a single larger message travels alone.
struct ConfirmWindow {
    struct Published {
        let batch: PendingBatch
        let index: Int
        let sentAt: ContinuousClock.Instant
        /// What the broker said when it sent the message back; its confirm follows.
        var returnedBecause: String?

        var outgoing: OutgoingMessage { batch.messages[index] }
    }

    static let messageLimit = 1_000
    static let byteLimit = 4 << 20
    private static let mask: UInt64 = 1_023

    private var ring = [Published?](repeating: nil, count: Int(mask) + 1)
    /// The oldest number that may be unconfirmed, and the one the next publish gets.
    private var oldest: UInt64 = 1
    private var next: UInt64 = 1
    private var bytes = 0

    var isEmpty: Bool { oldest == next }

    /// When the oldest unconfirmed message was sent.
    var oldestSentAt: ContinuousClock.Instant? { isEmpty ? nil : ring[Int(oldest & ConfirmWindow.mask)]?.sentAt }

    func hasRoom(for outgoing: OutgoingMessage) -> Bool {
        isEmpty
            || next - oldest < UInt64(ConfirmWindow.messageLimit)
                && bytes + outgoing.message.body.count <= ConfirmWindow.byteLimit
    }

    mutating func add(_ batch: PendingBatch, _ index: Int, at now: ContinuousClock.Instant) {
        ring[Int(next & ConfirmWindow.mask)] = Published(batch: batch, index: index, sentAt: now)
        next += 1
        bytes += batch.messages[index].message.body.count
    }

    /// Settles one message, or with `multiple` every one up to it; numbers that are settled already are passed over.
    mutating func settle(_ number: UInt64, multiple: Bool, _ body: (Published) -> Void) {
        guard number < next, number > 0 || multiple else { return }
        let last = number == 0 ? next - 1 : number  // zero with `multiple` means all
        guard last >= oldest else { return }
        var current = multiple ? oldest : last
        while current <= last {
            take(current, body)
            current += 1
        }
        skipSettled()
    }

    /// Settles every message sent before the given instant.
    mutating func settle(sentBefore limit: ContinuousClock.Instant, _ body: (Published) -> Void) {
        while let sentAt = oldestSentAt, sentAt <= limit {
            take(oldest, body)
            skipSettled()
        }
    }

    /// Settles everything and counts from one again, as a new channel does.
    mutating func settleAll(_ body: (Published) -> Void) {
        while oldest < next {
            take(oldest, body)
            oldest += 1
        }
        (oldest, next) = (1, 1)
    }

    /// Marks the message that came back.
    ///
    /// A return carries no number. The first unconfirmed message that looks the same is taken: were there a second,
    /// it would have the same exchange and key, and so come back too.
    ///
    /// - Returns: whether there was one.
    mutating func markReturned(_ outgoing: OutgoingMessage, because reason: String) -> Bool {
        for number in oldest..<next {
            let slot = Int(number & ConfirmWindow.mask)
            guard let published = ring[slot], published.returnedBecause == nil else { continue }
            let candidate = published.outgoing
            guard candidate.routingKey == outgoing.routingKey, candidate.exchange == outgoing.exchange,
                candidate.message.messageID == outgoing.message.messageID,
                candidate.message.body == outgoing.message.body
            else { continue }
            ring[slot]?.returnedBecause = reason
            return true
        }
        return false
    }

    private mutating func take(_ number: UInt64, _ body: (Published) -> Void) {
        let slot = Int(number & ConfirmWindow.mask)
        guard let published = ring[slot] else { return }
        ring[slot] = nil
        bytes -= published.outgoing.message.body.count
        body(published)
    }

    private mutating func skipSettled() {
        while oldest < next, ring[Int(oldest & ConfirmWindow.mask)] == nil { oldest += 1 }
    }
}
