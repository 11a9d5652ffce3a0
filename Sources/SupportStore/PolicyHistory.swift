package import Foundation
package import Postgres

/// One version of a programme, without its text.
package struct PolicyHistoryEntry: Sendable, Hashable {
    package let programme: String
    package let version: Int
    package let appliedBy: String
    package let appliedAt: Date
    package let isInForce: Bool
}

extension Transaction {
    /// Every version of a programme, or of all, the newest first.
    package borrowing func policyHistory(of programme: String?) throws(PostgresError) -> [PolicyHistoryEntry] {
        try query(
            """
            SELECT programme, version, applied_by, applied_at, version = max(version) OVER (PARTITION BY programme)
            FROM policy_version WHERE programme = coalesce(\(programme as String?), programme)
            ORDER BY programme, version DESC
            """
        ).map { row throws(PostgresError) in
            let (programme, version, author, time, isInForce) = try row.decode((String, Int, String, Date, Bool).self)
            return PolicyHistoryEntry(
                programme: programme,
                version: version,
                appliedBy: author,
                appliedAt: time,
                isInForce: isInForce
            )
        }
    }
}
