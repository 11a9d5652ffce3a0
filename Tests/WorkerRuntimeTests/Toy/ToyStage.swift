import AMQP
import Foundation
import Postgres
import Synchronization
import WorkerRuntime

/// A stage over two toy tables: each message pays an amount into an account, once.
///
/// A body is `account amount`. `refuse` breaks a rule, an amount above 1000 breaks a constraint of the table, and a body
/// without a number cannot be decoded.
struct ToyStage: Stage {
    struct Payment: Sendable {
        var account: String
        var amount: Int
    }

    struct State {
        var balances: [String: Int]
        var known: Set<String>
    }

    struct Decision {
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

    func decode(_ delivery: Delivery) throws(Rejection) -> Payment {
        let words = String(decoding: delivery.message.body.prefix(200), as: UTF8.self).split(separator: " ")
        guard words.count >= 2, let amount = Int(words[1]) else {
            throw .undecodable("the body is not an account and an amount")
        }
        return Payment(account: String(words[0]), amount: amount)
    }

    func load(
        _ batch: [Envelope<Payment>],
        at now: Date,
        in transaction: borrowing Transaction
    ) throws -> State {
        let accounts = Set(batch.map(\.input.account)).sorted()
        let keys = batch.map(\.key)
        let balances = try transaction.query(
            "SELECT name, balance FROM account WHERE name = ANY(\(accounts)) ORDER BY name FOR UPDATE"
        )
        let known = try transaction.query("SELECT key FROM payment WHERE key = ANY(\(keys))")
        return State(
            balances: Dictionary(uniqueKeysWithValues: try balances.map { try $0.decode((String, Int).self) }),
            known: Set(try known.map { try $0.get(0, as: String.self) })
        )
    }

    func decide(_ envelope: Envelope<Payment>, state: inout State, now: Date) -> Outcome<Decision> {
        guard envelope.input.account != "refuse" else {
            return .rejected(.refused("nobody may pay into this account"))
        }
        guard state.known.insert(envelope.key).inserted else { return .done() }
        let balance = state.balances[envelope.input.account, default: 0] + envelope.input.amount
        state.balances[envelope.input.account] = balance
        return .done(
            Decision(key: envelope.key, payment: envelope.input, balance: balance),
            publishing: [
                OutgoingMessage(
                    exchange: "toy.events",
                    routingKey: "paid",
                    message: Message(body: Array("\(envelope.key) \(balance)".utf8), type: "paid")
                )
            ]
        )
    }

    func record(
        _ decisions: [Decision],
        state: State,
        at now: Date,
        in transaction: borrowing Transaction
    ) throws {
        if conflicts.next() { throw BatchConflict("a copy was faster") }
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
