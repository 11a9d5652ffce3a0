package import Foundation

/// How a database's schema stands to the migrations a program knows.
package struct MigrationStatus: Hashable, Sendable {
    /// What the database has, in order.
    package let applied: [AppliedMigration]

    /// What the program knows and the database has not, in order.
    package let pending: [Migration]

    /// Versions whose text differs from the one that was applied.
    package let changed: [Int]

    /// Versions the program knows nothing of, because a newer release was here.
    package let unknown: [Int]

    init(applied: [AppliedMigration], known: [(migration: Migration, checksum: String)]) {
        self.applied = applied
        let checksums = Dictionary(uniqueKeysWithValues: applied.map { ($0.version, $0.checksum) })
        let versions = Set(known.map(\.migration.version))
        pending = known.map(\.migration).filter { checksums[$0.version] == nil }
        changed = known.filter { known in
            checksums[known.migration.version].map { $0 != known.checksum } ?? false
        }
        .map(\.migration.version)
        unknown = applied.map(\.version).filter { !versions.contains($0) }
    }

    /// Whether the database has everything this program needs, unchanged.
    ///
    /// Newer migrations do not matter: during an upgrade the old release goes on working beside the new one.
    package var isCurrent: Bool { pending.isEmpty && changed.isEmpty }

    /// Why this program must not migrate this database; nil if it may.
    package var refusal: String? {
        if let version = unknown.first {
            return "the database has migration \(version), which this program does not know;"
                + " a newer release migrated it, so use that one"
        }
        if let version = changed.first {
            return "migration \(version) is not the one that was applied to this database (its checksum differs);"
                + " restore its text and put the change into a new migration"
        }
        if let last = applied.last, let first = pending.first, first.version < last.version {
            return "migration \(first.version) is older than \(last.version), which the database already has;"
                + " give it a higher number"
        }
        return nil
    }

    /// One line that says why a worker cannot use this schema and what to do; nil if it can.
    package var problem: String? {
        if !changed.isEmpty { return refusal }
        guard !pending.isEmpty else { return nil }
        let versions = pending.map { String($0.version) }.joined(separator: ", ")
        return
            "the database lacks \(pending.count == 1 ? "migration" : "migrations") \(versions); run: tierline migrate"
    }
}

/// A migration as the database remembers it.
package struct AppliedMigration: Hashable, Sendable {
    package let version: Int
    package let name: String
    package let checksum: String
    package let appliedAt: Date
}
