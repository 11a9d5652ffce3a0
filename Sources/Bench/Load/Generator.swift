import AMQP
import Foundation

/// Publishes a load as a gateway would and keeps the ledger.
///
/// With a rate it is an open loop: each ticket has its moment, and a slow broker or fleet neither delays the schedule nor
/// is spared by it. Without a rate it is closed by confirms and by the backlog in the work queues, so that every stage
/// always finds full batches while the broker's memory stays small. One message in twenty is sent a second time, exactly
/// as it was and a little after the first, on top of the rate; copies are not in the ledger.
struct Generator: Sendable {
    let publisher: Publisher
    let corpus: Corpus
    let ledger: Ledger
    /// How many messages wait in the work queues.
    let backlog: @Sendable () async throws -> Int

    private static let resendEvery = 20
    private static let resendAfter = 37
    private static let burst = 128
    private static let loops = 6
    private static let mostWaiting = 8000

    /// Sends the load; returns when everything is confirmed and in the ledger.
    func send(_ load: Load) async throws -> Sent {
        let start = Date.now
        if let rate = load.rate {
            let count = load.plannedTickets ?? 0
            try await sendOnSchedule(Schedule(start: start, rate: rate, count: count))
            try await ledger.sync()
            return Sent(start: start, end: .now, count: count)
        }
        let feed = Feed(end: load.tickets, until: load.seconds.map(start.addingTimeInterval))
        try await sendAllTheyTake(feed)
        try await ledger.sync()
        return Sent(start: start, end: .now, count: await feed.next)
    }

    private func sendOnSchedule(_ schedule: Schedule) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            var next = 0
            while next < schedule.count {
                let due = min(schedule.due(at: .now), next + 16 * Self.burst)
                if due > next {
                    let batch = (next..<due).map { ($0, schedule.moment(of: $0)) }
                    group.addTask { try await publish(batch) }
                    next = due
                }
                let pause = schedule.moment(of: next).timeIntervalSinceNow
                if next < schedule.count, pause > 0 {
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
            group.addTask {
                while !Task.isCancelled {
                    await feed.set(isOpen: try await backlog() < Self.mostWaiting)
                    try? await Task.sleep(for: .milliseconds(100))
                }
            }
            // The gate keeper ends only when it is told to, so these are the loops.
            for _ in 0..<Self.loops { try await group.next() }
            group.cancelAll()
        }
    }

    /// Publishes until the broker has confirmed all, as a gateway must, and enters them.
    private func publish(_ batch: [(number: Int, scheduled: Date)]) async throws {
        var messages: [OutgoingMessage] = []
        for (number, _) in batch {
            messages.append(corpus.message(number))
            if number % Self.resendEvery == 0, number >= Self.resendAfter {
                messages.append(corpus.message(number - Self.resendAfter))
            }
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
