import AMQP
import Postgres

/// What an error says about the batch it came out of.
package enum Trouble {
    /// Nothing more is to happen: the task was cancelled, or a failpoint struck.
    case end
    /// A copy of a message ran at the same time and won; running again shows what it did.
    case conflict
    /// A server or the way to it, at this moment: no message is at fault.
    case transient
    /// Something an operator has to mend before any message gets through: no message is at fault.
    case circumstances
    /// It lies in one of the messages, and another try would not mend it.
    case permanent

    package init(_ error: any Error) {
        if Task.isCancelled {
            self = .end
            return
        }
        self =
            switch error {
            case is CancellationError, is Failpoints.Struck, is Abandoned: .end
            case is BatchConflict: .conflict
            case let error as PostgresError where error.isSetUpWrong: .circumstances
            case let error as PostgresError: error.isTransient ? .transient : .permanent
            case let error as AMQPError: error.isTransient ? .transient : .permanent
            case is any CircumstanceError: .circumstances
            default: .permanent
            }
    }
}

/// Thrown when the process is to end while work waits for a server; the broker delivers that work again.
struct Abandoned: Error {}

/// An error of a stage's that lies in the circumstances and in no message: work waits until they have changed.
package protocol CircumstanceError: Error {}

extension PostgresError {
    /// Whether the database is not as the worker needs it.
    ///
    /// A grant or a table is missing, or the disk is full, and every message would fail.
    fileprivate var isSetUpWrong: Bool {
        switch sqlState {
        case "53100": true  // disk full
        case "42501", "42P01", "42703", "42883", "3F000": true  // privilege, table, column, function, schema
        default: false
        }
    }
}
