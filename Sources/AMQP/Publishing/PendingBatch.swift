/// A batch somebody waits for, from the call until each of its messages is settled.
final class PendingBatch {
    let messages: [OutgoingMessage]
    let queuedAt: ContinuousClock.Instant
    /// The first message that was not sent yet.
    var unsent = 0
    private var unsettled: Int
    private var failures: [AMQPError.PublishFailure] = []
    private let finish: (AMQPError?) -> Void

    /// Makes a batch that calls `finish` once, with nil when every message was confirmed.
    init(_ messages: [OutgoingMessage], at now: ContinuousClock.Instant, finish: @escaping (AMQPError?) -> Void) {
        self.messages = messages
        queuedAt = now
        unsettled = messages.count
        self.finish = finish
    }

    func confirm() {
        unsettled -= 1
        if unsettled == 0 { end() }
    }

    func fail(_ index: Int, _ code: AMQPError.Code, _ message: String, isTransient: Bool) {
        failures.append(.init(index: index, code: code, message: message, isTransient: isTransient))
        unsettled -= 1
        if unsettled == 0 { end() }
    }

    /// Fails everything that was not sent; what was sent is settled by the broker.
    func failUnsent(_ code: AMQPError.Code, _ message: String, isTransient: Bool) {
        let remaining = unsent..<messages.count
        unsent = messages.count
        for index in remaining { fail(index, code, message, isTransient: isTransient) }
    }

    private func end() {
        finish(failures.isEmpty ? nil : AMQPError(failures: failures, ofBatchOf: messages.count))
    }
}
