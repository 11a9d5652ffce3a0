package import Foundation
package import Postgres

extension Transaction {
    /// Has the watcher start another try at once; a notification that was delivered or cancelled stays as it is.
    ///
    /// One that is being sent is not taken from its sender: the other try follows if theirs comes to nothing.
    /// Answers the state it had; nil if there is no such notification.
    package borrowing func retryNotification(_ id: UUID) throws(PostgresError) -> StoredNotification.State? {
        let rows = try query("SELECT state FROM notification WHERE id = \(id) FOR UPDATE")
        guard let state = try rows.first?.get(0, as: StoredNotification.State.self) else { return nil }
        guard state != .delivered, state != .cancelled else { return state }
        try enqueue(
            "UPDATE notification SET state = 'retrying', settled_at = NULL WHERE id = \(id) AND state <> 'sending'"
        )
        try enqueueSet([Timer(kind: .notification, subject: id, due: try now())])
        return state
    }
}
