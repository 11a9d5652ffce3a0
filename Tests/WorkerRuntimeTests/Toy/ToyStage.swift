import AMQP
import Foundation
import Postgres
import Synchronization
import WorkerRuntime

/// A stage over two toy tables: each message pays an amount into an account, once.
///
/// A body is `account amount`, or several of these with semicolons in between. `refuse` breaks a rule, an amount above 1000
/// breaks a constraint of the table, and a body without a number cannot be decoded.
struct ToyStage: Stage {
    struct Payment: Sendable {
        /// The part of the body that says it.
        var text: String
        var account: String
        var amount: Int
    }

    struct State {
        var balances: [String: Int]
        var known: Set<String>
    }

    struct Receipt {
        var key: String
        var payment: Payment
        var balance: Int
    }

    /// How many times `record` is to find that a copy was faster.
    let conflicts: Conflicts

    init(conflicts: Conflicts = Conflicts(0)) {
        self.conflicts = conflicts
    }

    static let schema = """
        CREATE TABLE account (name text PRIMARY KEY, balance int NOT NULL);
        CREATE TABLE payment (
            key text PRIMARY KEY, account text NOT NULL, amount int NOT NULL, balance int NOT NULL,
            position bigint GENERATED ALWAYS AS IDENTITY,
            CONSTRAINT not_too_much CHECK (amount <= 1000)
        );
        """

    func decode(_ delivery: Delivery) throws(Rejection) -> [Payment] {
        let texts = String(decoding: delivery.message.body.prefix(200), as: UTF8.self).split(separator: ";")
        let payments = texts.compactMap { text -> Payment? in
            let words = text.split(separator: " ")
            guard words.count >= 2, let amount = Int(words[1]) else { return nil }
            return Payment(text: String(text), account: String(words[0]), amount: amount)
        }
        guard !payments.isEmpty, payments.count == texts.count else {
            throw .undecodable("the body is not an account and an amount")
        }
        return payments
    }

    func size(of payments: [Payment]) -> Int { payments.count }

    func parts(of payments: [Payment]) -> [OutgoingMessage] {
        guard payments.count > 1 else { return [] }
        return payments.map { payment in
            let message = Message(body: Array(payment.text.utf8), messageID: payment.text)
            return OutgoingMessage(exchange: "toy.inbound", routingKey: "pay", message: message)
        }
    }

    func load(
        _ batch: [Envelope<[Payment]>],
        at now: Date,
        in transaction: borrowing Transaction
    ) throws -> State {
        let accounts = Set(batch.flatMap { $0.input.map(\.account) }).sorted()
        let keys = batch.flatMap(\.payments).map(\.key)
        let balances = try transaction.query(
            "SELECT name, balance FROM account WHERE name = ANY(\(accounts)) ORDER BY name FOR UPDATE"
        )
        let known = try transaction.query("SELECT key FROM payment WHERE key = ANY(\(keys))")
        return State(
            balances: Dictionary(uniqueKeysWithValues: try balances.map { try $0.decode((String, Int).self) }),
            known: Set(try known.map { try $0.get(0, as: String.self) })
        )
    }

    func decide(_ envelope: Envelope<[Payment]>, state: inout State, now: Date) -> Outcome<[Receipt]> {
        guard !envelope.input.contains(where: { $0.account == "refuse" }) else {
            return .rejected(.refused("nobody may pay into this account"))
        }
        var decisions: [Receipt] = []
        for (key, payment) in envelope.payments where state.known.insert(key).inserted {
            let balance = state.balances[payment.account, default: 0] + payment.amount
            state.balances[payment.account] = balance
            decisions.append(Receipt(key: key, payment: payment, balance: balance))
        }
        guard !decisions.isEmpty else { return .done() }
        return .done(
            decisions,
            publishing: decisions.map { decision in
                OutgoingMessage(
                    exchange: "toy.events",
                    routingKey: "paid",
                    message: Message(body: Array("\(decision.key) \(decision.balance)".utf8), type: "paid")
                )
            }
        )
    }

    func record(
        _ decisions: [[Receipt]],
        state: State,
        at now: Date,
        in transaction: borrowing Transaction
    ) throws {
        if conflicts.next() { throw BatchConflict("a copy was faster") }
        let decisions = decisions.flatMap(\.self)
        guard !decisions.isEmpty else { return }
        let names = state.balances.keys.sorted()
        let balances = names.map { state.balances[$0, default: 0] }
        try transaction.enqueue(
            """
            INSERT INTO account SELECT * FROM unnest(\(names), \(balances))
            ON CONFLICT (name) DO UPDATE SET balance = excluded.balance
            """
        )
        let keys = decisions.map(\.key)
        let accounts = decisions.map(\.payment.account)
        let amounts = decisions.map(\.payment.amount)
        let after = decisions.map(\.balance)
        try transaction.enqueue(
            """
            INSERT INTO payment (key, account, amount, balance)
            SELECT * FROM unnest(\(keys), \(accounts), \(amounts), \(after))
            """
        )
    }
}

extension Envelope<[ToyStage.Payment]> {
    /// What it pays, each with the key under which it is paid once.
    fileprivate var payments: [(key: String, payment: ToyStage.Payment)] {
        input.map { (input.count == 1 ? key : $0.text, $0) }
    }
}

/// Counts down the conflicts that are still to happen.
final class Conflicts: Sendable {
    private let left: Mutex<Int>

    init(_ count: Int) {
        left = Mutex(count)
    }

    func next() -> Bool {
        left.withLock { left in
            defer { left -= 1 }
            return left > 0
        }
    }
}
