package import AMQP
package import Foundation
package import Logging
package import Postgres

/// One step of the pipeline: what it reads, what it decides, what it writes.
///
/// The runtime gives a stage whatever is ready on its queue as one batch and runs the batch in one transaction: `load`,
/// then `decide` for each message in order, then `record`. Outgoing messages and rejections are stored by the runtime in
/// the same transaction, so that either all of it is there or nothing. A batch can run again (a redelivery, a conflict,
/// a bisected failure): a stage recognises what it has already done by the state it loads and decides nothing for it.
///
/// What `decide` returns is business; what `load` and `record` throw is machinery. A transient error pauses the
/// consumer and the batch runs again, ``BatchConflict`` runs it again at once, any other error is taken to lie in one
/// message: the batch is halved until that message is found, and it alone is dead-lettered.
package protocol Stage: Sendable {
    /// A decoded message.
    associatedtype Input: Sendable
    /// What the batch needs to know of the database; it lives on the connection's thread for one batch.
    associatedtype State
    /// What one message changes.
    associatedtype Decision

    /// Answers what the message says; throws what is wrong with it.
    ///
    /// Pure, and called once for a delivery, outside any transaction.
    func decode(_ delivery: Delivery) throws(Rejection) -> Input

    /// Reads, and locks in id order, all that deciding on the batch needs, in one query or few.
    func load(_ batch: [Envelope<Input>], at now: Date, in transaction: borrowing Transaction) throws -> State

    /// Decides on one message, given the state and the decisions that came before it in the batch.
    ///
    /// Pure. It writes into `state` what the next message of the same batch has to see.
    func decide(_ envelope: Envelope<Input>, state: inout State, now: Date) -> Outcome<Decision>

    /// Writes all decisions of the batch in a few set-based statements, mostly by `enqueue`.
    ///
    /// Called also when no decision was made, in case the state holds something to write.
    func record(_ decisions: [Decision], state: State, at now: Date, in transaction: borrowing Transaction) throws

    /// What log lines about a message say of it besides its id and trace, such as its ticket; nothing by default.
    func describe(_ envelope: Envelope<Input>) -> Logger.Metadata

    /// How many things a message tells of: a transaction holds no more of them than a batch may hold messages; 1 by
    /// default.
    func size(of input: Input) -> Int

    /// The messages, each of one thing, that say together what a message of several things says; none by default.
    ///
    /// They take its place when it cannot be dealt with as a whole, or has ended its process: only what is at fault is
    /// dead-lettered then. Their ids follow from what they tell, because they may be sent more than once.
    func parts(of input: Input) -> [OutgoingMessage]
}

extension Stage {
    package func describe(_ envelope: Envelope<Input>) -> Logger.Metadata { [:] }
    package func size(of input: Input) -> Int { 1 }
    package func parts(of input: Input) -> [OutgoingMessage] { [] }
}
