import AMQP
import Foundation

/// Publishes a load as a gateway would and keeps the ledger.
///
/// With a rate it is an open loop: each ticket has its moment, and a slow broker or fleet neither delays the schedule nor
/// is spared by it. Without a rate it is closed by confirms and by the backlog in the work queues, so that every stage
/// always finds full batches while the broker's memory stays small. One message in twenty is sent a second time,
/// exactly as it was, while the first copy is still under way; copies are not in the ledger.
struct Generator: Sendable {
    let publisher: Publisher
    let corpus: Corpus
    let ledger: Ledger
    /// How many messages wait in the work queues.
    let backlog: @Sendable () async throws -> Int

    private static let resendEvery = 20
    private static let burst = 64
    private static let loops = 8
    private static let mostWaiting = 8000

    /// Sends the load, numbers counting on from `first`; returns when everything is confirmed and in the ledger.
    func send(_ load: Load, from first: Int) async throws -> Sent {
        let start = Date.now
        if let rate = load.rate {
            let count = load.plannedTickets ?? 0
            try await sendOnSchedule(Schedule(start: start, rate: rate, first: first, count: count))
            try await ledger.sync()
            return Sent(start: start, end: .now, count: count)
        }
        let feed = Feed(next: first, end: load.tickets.map { first + $0 }, until: load.seconds.map(start.addingTimeInterval))
        try await sendAllTheyTake(feed)
        try await ledger.sync()
        return Sent(start: start, end: .now, count: await feed.next - first)
    }

    private func sendOnSchedule(_ schedule: Schedule) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            var next = schedule.first
            while next < schedule.end {
                let due = min(schedule.due(at: .now), next + 16 * Self.burst)
                if due > next {
                    let batch = (next..<due).map { ($0, schedule.moment(of: $0)) }
                    group.addTask { try await publish(batch) }
                    next = due
                }
                let pause = schedule.moment(of: next).timeIntervalSinceNow
                if next < schedule.end, pause > 0 {
                    try await Task.sleep(for: .seconds(max(pause, 0.001)), tolerance: .zero)
                }
            }
        }
    }

    private func sendAllTheyTake(_ feed: Feed) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.loops {
                group.addTask {
                    while let numbers = await feed.take(Self.burst) {
                        let now = Date.now
                        try await publish(numbers.map { ($0, now) })
                    }
                }
            }
            let watch = Task {
                while !Task.isCancelled {
                    await feed.set(isOpen: try await backlog() < Self.mostWaiting)
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            defer { watch.cancel() }
            try await group.waitForAll()
        }
    }

    /// Publishes until the broker has confirmed all, as a gateway must, and enters them.
    private func publish(_ batch: [(number: Int, scheduled: Date)]) async throws {
        var messages: [OutgoingMessage] = []
        for (number, scheduled) in batch {
            let message = corpus.message(number, at: scheduled)
            messages.append(message)
            if number % Self.resendEvery == 0 { messages.append(message) }
        }
        try await publishAll(messages)
        let now = Date.now
        try await ledger.append(
            batch.map { LedgerEntry(id: corpus.id($0.number), scheduled: $0.scheduled, confirmed: now) }
        )
    }

    private func publishAll(_ messages: [OutgoingMessage]) async throws {
        var remaining = messages
        while !remaining.isEmpty {
            do {
                try await publisher.publish(remaining)
                return
            } catch {
                guard error.isTransient else { throw error }
                if !error.failures.isEmpty { remaining = error.failures.map { [remaining] in remaining[$0.index] } }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}

/// What was sent, and in which time.
struct Sent: Sendable {
    /// The schedule's first moment.
    let start: Date
    /// When the last one was confirmed.
    let end: Date
    /// How many tickets, second copies not counted.
    let count: Int
}
