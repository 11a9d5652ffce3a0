import Foundation
import PolicyFile
import Postgres
import SupportDomain
import SupportStore
import WorkerRuntime

/// A replay of many tickets, some hundred of them at a time in memory, with those that were merged into them.
struct BacktestRun {
    let policy: Policy
    private(set) var tally: BacktestTally
    private let answers: AnswerTime
    /// What was replayed, once that is known.
    private(set) var range: RecordedRange?
    /// How soon a page that is not on record was answered; nil for never.
    private(set) var answeringAfter: TimeInterval?
    /// The policies of the record that this release can read, and all versions that were looked up.
    private var versions: [Int: Policy] = [:]
    private var lookedUp: Set<Int> = []

    private static let batchSize = 500

    init(policy: Policy, tally: BacktestTally, answers: AnswerTime) {
        self.policy = policy
        self.tally = tally
        self.answers = answers
    }

    /// Replays the tickets of a programme that were opened in a range; up to now without an end.
    ///
    /// Each batch is a transaction of its own that changes nothing, so that the fleet goes on undisturbed.
    mutating func replay(
        _ programme: String,
        since: Date,
        until: Date?,
        from database: Database,
        telling progress: BacktestProgress
    ) async throws {
        let (now, range, median) = try await database.withTransaction { transaction in
            try transaction.enqueueReadOnlySnapshot()
            let now = try transaction.now()
            guard try transaction.policyVersionsInForce()[programme] != nil else {
                throw Refusal(.dataError, "there is no programme '\(programme)'; tierline policy show lists them")
            }
            let range = RecordedRange(programme: programme, since: since, until: until ?? now)
            return (now, range, try transaction.medianAcknowledgement(in: range))
        }
        self.range = range
        answeringAfter =
            switch answers {
            case .median: median
            case .seconds(let seconds): TimeInterval(seconds)
            case .never: nil
            }
        var last: TicketID?
        defer { progress.end() }
        while let batch = try await nextBatch(of: range, after: last, from: database) {
            for record in batch { replay(record, until: now) }
            last = batch.last?.ticket.id
            progress.tell(tally.tickets + tally.leftOut, upTo: batch.last?.ticket.createdAt)
        }
    }

    private mutating func nextBatch(
        of range: RecordedRange,
        after last: TicketID?,
        from database: Database
    ) async throws -> [RecordedTicket]? {
        let lookedUp = lookedUp
        let (records, found) = try await database.withTransaction { transaction in
            try transaction.enqueueReadOnlySnapshot()
            let records = try transaction.recordedTickets(in: range, after: last, limit: Self.batchSize)
            var found: [Int: StoredPolicy?] = [:]
            for version in Set(records.flatMap(\.policyVersions)).subtracting(lookedUp) {
                found[version] = .some(try transaction.policy(range.programme, version: version))
            }
            return (records, found)
        }
        for (version, stored) in found {
            self.lookedUp.insert(version)
            versions[version] = stored?.read()
        }
        return records.isEmpty ? nil : records
    }

    private mutating func replay(_ record: RecordedTicket, until end: Date) {
        guard
            let replayed = Replay.run(
                record,
                under: policy,
                knowing: versions,
                answeringAfter: answeringAfter,
                until: end
            )
        else { return tally.addLeftOut() }
        tally.add(TicketDifference(record, replayed, knowing: versions), of: record.ticket)
    }
}

extension StoredPolicy {
    /// The policy; nil if this release cannot read it.
    fileprivate func read() -> Policy? {
        guard case .success(var policy) = PolicyDocument.parse(source, file: programme) else { return nil }
        policy.version = version
        return policy
    }
}

extension Database {
    /// A version that was applied.
    ///
    /// - Throws: a ``Refusal`` if there is none, or this release cannot read it.
    func policy(_ programme: String, version: Int) async throws -> Policy {
        let stored = try await withTransaction { transaction in
            try transaction.enqueueReadOnlySnapshot()
            return try transaction.policy(programme, version: version)
        }
        guard let stored else {
            throw Refusal(.dataError, "\(programme) has no version \(version); see tierline policy show \(programme)")
        }
        guard let policy = stored.read() else {
            throw Refusal(.dataError, "this release cannot read version \(version) of \(programme)")
        }
        return policy
    }
}
