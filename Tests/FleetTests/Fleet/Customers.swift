import AMQP
import Foundation
import Postgres
import SupportWorkers
import Synchronization
import TestSupport

/// Customers who write ten messages each fifth of a second, whatever becomes of them.
///
/// One message in ten is an outage, one an answer to the outage before it. Five in a hundred are sent a second time,
/// word for word; two more in a hundred nobody can understand.
struct Customers: Sendable {
    static let interval: Duration = .milliseconds(200)

    let name: String

    /// What is said in a fifth of a second, with the conversation of each message that belongs on a ticket.
    func messages(at tick: Int) -> (sent: [OutgoingMessage], conversations: [String: String]) {
        var sent = (0..<10).map { message(tick, $0) }
        var conversations = Dictionary(uniqueKeysWithValues: (0..<10).map { (id(tick, $0), id(tick, $0)) })
        if tick > 0 { conversations[id(tick, 1)] = id(tick - 1, 0) }
        if tick % 2 == 1, tick > 2 { sent.append(message(tick - 3, 4)) }
        if let bad = bad(at: tick) { sent.append(bad) }
        return (sent, conversations)
    }

    /// The dead letters that so many ticks must have caused, as ``Fleet/prove(deadLetters:)`` names them.
    func deadLetters(after ticks: Int) -> [String] {
        (0..<ticks).compactMap(bad).map { "intake undecodable \($0.message.messageID ?? "")" }
    }

    private func id(_ tick: Int, _ place: Int) -> String { "\(name)-\(tick)-\(place)@example.com" }

    private func message(_ tick: Int, _ place: Int) -> OutgoingMessage {
        let customer = "\(name)-\(place)@example.com"
        switch place {
        case 0:
            return .mail(id(tick, 0), from: customer, subject: "System outage", text: "Everything is down.")
        case 1:
            let outage = tick > 0 ? id(tick - 1, 0) : nil
            return .mail(id(tick, 1), from: customer, subject: "Re: System outage", inReplyTo: outage)
        case 2, 3:
            let slow = MessageSubmitted(
                from: Person(address: customer),
                subject: "Slow",
                text: "Severe performance degradation.",
                plan: "enterprise"
            )
            return .said(id(tick, place), slow)
        default:
            return .mail(id(tick, place), from: customer, subject: "Question", text: "How do I export to PDF?")
        }
    }

    private func bad(at tick: Int) -> OutgoingMessage? {
        guard tick % 5 == 4 else { return nil }
        return .inbound(Array("{\"from\":".utf8), id: "\(name)-bad-\(tick)", type: "message.submitted")
    }
}

extension Fleet {
    /// Runs the body while customers write; answers the dead letters that they must have caused.
    ///
    /// They write by the clock and do not wait for what they wrote before, so that a fault meets the load of its time.
    /// Returns when the broker has confirmed every message.
    func whileCustomersWrite(_ name: String, _ body: () async throws -> Void) async throws -> [String] {
        let customers = Customers(name: name)
        let shift = Shift()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.write(customers, during: shift) }
            do {
                try await body()
            } catch {
                group.cancelAll()
                throw error
            }
            shift.end()
            try await group.waitForAll()
        }
        return customers.deadLetters(after: shift.ticks)
    }

    private func write(_ customers: Customers, during shift: Shift) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let start = ContinuousClock.now
            while let tick = shift.nextTick() {
                try await eventually("the time of tick \(tick)", within: .seconds(3600)) {
                    ContinuousClock.now >= start + Customers.interval * tick
                }
                let (sent, conversations) = customers.messages(at: tick)
                group.addTask {
                    try await self.publish(sent)
                    self.ledger.note(conversations)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Returns when the fleet has triaged so many more tickets than there are now.
    func waitForProgress(of count: Int = 50) async throws {
        let before = try await self.count("SELECT count(*) FROM ticket WHERE triaged_at IS NOT NULL")
        try await waitForMore(than: before + count, "SELECT count(*) FROM ticket WHERE triaged_at IS NOT NULL")
    }
}

/// For how long customers write, in ticks.
private final class Shift: Sendable {
    private let state = Mutex((ticks: 0, isOver: false))

    var ticks: Int { state.withLock { $0.ticks } }

    func nextTick() -> Int? {
        state.withLock { state in
            guard !state.isOver else { return nil }
            defer { state.ticks += 1 }
            return state.ticks
        }
    }

    func end() {
        state.withLock { $0.isOver = true }
    }
}
