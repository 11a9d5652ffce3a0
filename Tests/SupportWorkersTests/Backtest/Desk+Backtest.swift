import Foundation
import PolicyFile
import Postgres
import SupportDomain
import SupportStore
import Testing

/// A ticket beside its replay.
struct Replayed {
    let record: RecordedTicket
    let replay: ReplayedTicket
    let difference: TicketDifference
}

extension Desk {
    /// Replays all tickets of the desk, up to now or another time, under its own policy or one that is written otherwise.
    func replay(
        editing edit: (String) -> String = { $0 },
        answeringAfter: TimeInterval? = nil,
        until end: Date? = nil,
        in transaction: borrowing Transaction
    ) throws -> [Replayed] {
        let own = try policy(in: transaction)
        let text = edit(try Self.policyText(of: programme))
        var other = try PolicyDocument.parse(text, file: programme).get()
        other.version = own.version
        let range = RecordedRange(programme: programme, since: .distantPast, until: now + 1)
        let records = try transaction.recordedTickets(in: range, after: nil, limit: 1000)
        return try records.map { record in
            let versions = [own.version: own]
            let replay = try #require(
                Replay.run(record, under: other, knowing: versions, answeringAfter: answeringAfter, until: end ?? now)
            )
            return Replayed(
                record: record,
                replay: replay,
                difference: TicketDifference(record, replay, knowing: versions)
            )
        }
    }
}
