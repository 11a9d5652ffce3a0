import ArgumentParser
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
    /// Why this release cannot read the others.
    private(set) var unreadable: [Int: String] = [:]

    private static let batchSize = 500

    init(policy: Policy, tally: BacktestTally, answers: AnswerTime) {
        self.policy = policy
        self.tally = tally
        self.answers = answers
    }

    /// Replays the tickets of a programme that were opened in a range; up to now without an end.
    ///
    /// Each batch is a transaction of its own that changes nothing, so that the fleet goes on undisturbed; it is replayed up
    /// to the moment at which it was read. Refuses a range that begins in the future.
    mutating func replay(
        _ programme: String,
        since: Date,
        until: Date?,
        from database: Database,
        telling progress: BacktestProgress
    ) async throws {
        let answers = answers
        let (range, answeringAfter) = try await database.withTransaction { transaction in
            try transaction.enqueueReadOnlySnapshot()
            let now = try transaction.now()
            guard try transaction.policyVersionsInForce()[programme] != nil else {
                throw Refusal(.dataError, "there is no programme '\(programme)'; tierline policy show lists them")
            }
            guard since < now else { throw ValidationError("--since is not in the past") }
            let range = RecordedRange(programme: programme, since: since, until: until ?? now)
            let answeringAfter: TimeInterval? =
                switch answers {
                case .median: try transaction.medianAcknowledgement(in: range)
                case .seconds(let seconds): TimeInterval(seconds)
                case .never: nil
                }
            return (range, answeringAfter)
        }
        self.range = range
        self.answeringAfter = answeringAfter
        var last: TicketID?
        defer { progress.end() }
        while let batch = try await nextBatch(of: range, after: last, from: database) {
            for record in batch.records { replay(record, until: batch.readAt) }
            last = batch.records.last?.ticket.id
            progress.tell(tally.tickets + tally.leftOut, upTo: batch.records.last?.ticket.createdAt)
        }
    }

    /// The next tickets, and the fleet's time when they were read.
    private mutating func nextBatch(
        of range: RecordedRange,
        after last: TicketID?,
        from database: Database
    ) async throws -> (records: [RecordedTicket], readAt: Date)? {
        let lookedUp = lookedUp
        let (records, found, now) = try await database.withTransaction { transaction in
            try transaction.enqueueReadOnlySnapshot()
            let now = try transaction.now()
            let records = try transaction.recordedTickets(in: range, after: last, limit: Self.batchSize)
            var found: [Int: StoredPolicy?] = [:]
            for version in Set(records.flatMap(\.policyVersions)).subtracting(lookedUp) {
                found[version] = .some(try transaction.policy(range.programme, version: version))
            }
            return (records, found, now)
        }
        for (version, stored) in found {
            self.lookedUp.insert(version)
            switch stored?.read() {
            case .success(let policy)?: versions[version] = policy
            case .failure(let mistakes)?: unreadable[version] = "\(mistakes)"
            case nil: break
            }
        }
        return records.isEmpty ? nil : (records: records, readAt: now)
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
    /// The policy, or why this release cannot read it.
    fileprivate func read() -> Result<Policy, PolicyMistakes> {
        PolicyDocument.parse(source, file: "\(programme) version \(version)").map { policy in
            var policy = policy
            policy.version = version
            return policy
        }
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
        guard case .success(let policy) = stored.read() else {
            throw Refusal(.dataError, "this release cannot read version \(version) of \(programme)")
        }
        return policy
    }
}
