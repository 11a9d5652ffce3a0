import Foundation
import PolicyFile
package import Postgres
package import SupportDomain
import SupportStore
import Synchronization
import WorkerRuntime

/// The policies in force, read from the database and kept until a newer version is there.
///
/// A worker looks for newer versions at the start of a batch, at most once a second; a batch works with one version from
/// its first message to its last. Old versions are kept too, because tickets remember theirs.
package final class PolicyBook: Sendable {
    private struct Shelf {
        var inForce: [String: Int] = [:]
        var checkedAt: ContinuousClock.Instant?
        var policies: [Key: Policy] = [:]
    }

    private struct Key: Hashable {
        var programme: String
        var version: Int
    }

    private let shelf = Mutex(Shelf())
    private let interval: Duration

    /// - Parameter interval: how often at most the database is asked for newer versions.
    package init(lookingEvery interval: Duration = .seconds(1)) {
        self.interval = interval
    }

    /// The policies in force now, by programme.
    ///
    /// `needed` are versions, by programme, that somebody else knows already: a worker that has not looked for a second
    /// looks at once, so that it neither refuses nor decides by an older policy what came in under a new one.
    package func inForce(
        knowing needed: [String: Int] = [:],
        in transaction: borrowing Transaction
    ) throws -> [String: Policy] {
        let versions = try versionsInForce(knowing: needed, in: transaction)
        var policies: [String: Policy] = [:]
        for (programme, version) in versions {
            policies[programme] = try policy(programme, version: version, in: transaction)
        }
        return policies
    }

    /// One version of a programme's policy.
    package func policy(_ programme: String, version: Int, in transaction: borrowing Transaction) throws -> Policy {
        let key = Key(programme: programme, version: version)
        if let policy = shelf.withLock({ $0.policies[key] }) { return policy }
        guard let stored = try transaction.policy(programme, version: version) else {
            throw UnreadablePolicy(programme: programme, version: version, reason: "it is not in the database")
        }
        switch PolicyDocument.parse(stored.source, file: "\(programme) version \(version)") {
        case .success(var policy):
            policy.version = version
            shelf.withLock { [policy] in $0.policies[key] = policy }
            return policy
        case .failure(let mistakes):
            throw UnreadablePolicy(programme: programme, version: version, reason: mistakes.description)
        }
    }

    private func versionsInForce(
        knowing needed: [String: Int],
        in transaction: borrowing Transaction
    ) throws -> [String: Int] {
        let now = ContinuousClock.now
        let kept = shelf.withLock { shelf in
            shelf.checkedAt.map { $0.advanced(by: interval) > now } == true ? shelf.inForce : nil
        }
        if let kept, needed.allSatisfy({ kept[$0.key, default: 0] >= $0.value }) { return kept }
        let versions = try transaction.policyVersionsInForce()
        shelf.withLock { shelf in
            shelf.inForce = versions
            shelf.checkedAt = now
        }
        return versions
    }
}

extension Collection<Ticket> {
    /// The newest version, by programme, under which anything was decided on these tickets.
    var policyVersions: [String: Int] {
        Dictionary(map { ($0.programme, $0.policyVersion) }, uniquingKeysWith: Swift.max)
    }
}

/// A stored policy that this worker cannot read: it was applied by a newer release, or not by `tierline policy apply`.
///
/// The worker stops taking messages until it can, so that none is decided under a wrong policy.
package struct UnreadablePolicy: CircumstanceError, CustomStringConvertible {
    package let programme: String
    package let version: Int
    package let reason: String

    package var description: String {
        "the policy of \(programme), version \(version), cannot be read by this worker: \(reason)"
    }
}
