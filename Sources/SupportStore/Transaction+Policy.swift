package import Foundation
package import Postgres

/// One version of a support programme as it was applied; it never changes.
package struct StoredPolicy: Sendable {
    package let programme: String
    package let version: Int
    /// The YAML as its author wrote it.
    package let source: String
    package let appliedBy: String
    package let appliedAt: Date
}

extension Transaction {
    /// The version in force of every programme: the newest.
    package borrowing func policyVersionsInForce() throws(PostgresError) -> [String: Int] {
        var versions: [String: Int] = [:]
        for row in try query("SELECT programme, max(version) FROM policy_version GROUP BY programme") {
            let (programme, version) = try row.decode((String, Int).self)
            versions[programme] = version
        }
        return versions
    }

    /// One version of a programme; nil if there is none.
    package borrowing func policy(_ programme: String, version: Int) throws(PostgresError) -> StoredPolicy? {
        try query(
            """
            SELECT programme, version, source, applied_by, applied_at
            FROM policy_version WHERE programme = \(programme) AND version = \(version)
            """
        ).first.map { row throws(PostgresError) in
            StoredPolicy(
                programme: try row.get(0),
                version: try row.get(1),
                source: try row.get(2),
                appliedBy: try row.get(3),
                appliedAt: try row.get(4)
            )
        }
    }

    /// Stores a programme as its next version and answers the number; the version in force again, if nothing changed.
    package borrowing func applyPolicy(
        _ source: String,
        of programme: String,
        by author: String
    ) throws(PostgresError) -> (version: Int, isNew: Bool) {
        _ = try query("SELECT pg_advisory_xact_lock(hashtextextended('policy ' || \(programme), 0))")
        let latest = try query(
            """
            SELECT version, sha256 = sha256(convert_to(\(source), 'UTF8')) FROM policy_version
            WHERE programme = \(programme) ORDER BY version DESC LIMIT 1
            """
        ).first.map { row throws(PostgresError) in try row.decode((Int, Bool).self) }
        if let (version, isSame) = latest, isSame { return (version, false) }

        let version = (latest?.0 ?? 0) + 1
        _ = try run(
            """
            INSERT INTO policy_version (programme, version, source, sha256, applied_by)
            VALUES (\(programme), \(version), \(source), sha256(convert_to(\(source), 'UTF8')), \(author))
            """
        )
        return (version, true)
    }
}
