import Foundation

/// Brings a database's schema forward, one migration after the other.
///
/// Any number of processes may do so at once: each migration is one transaction that takes the same lock first and
/// then looks again at what is missing.
package enum Migrator {
    /// Any number will do as long as nobody else locks it: "tierline" in a telephone's letters.
    private static let lock = 84_375_463

    /// Applies what is missing and returns what this call applied.
    ///
    /// A migration that fails leaves nothing behind; those before it stay.
    ///
    /// - Throws: a ``PostgresError``; of code `.migrationRefused` when the database was migrated by a newer release, or
    ///   an applied migration has changed or was skipped.
    package static func migrate(_ database: Database, migrations: [Migration]) async throws -> [Migration] {
        var applied: [Migration] = []
        while let migration = try await applyNext(of: migrations, to: database) {
            applied.append(migration)
        }
        return applied
    }

    /// Compares without changing anything.
    package static func status(_ database: Database, migrations: [Migration]) async throws -> MigrationStatus {
        try await database.withTransaction { transaction in
            try transaction.migrationStatus(of: migrations)
        }
    }

    private static func applyNext(of migrations: [Migration], to database: Database) async throws -> Migration? {
        try await database.withTransaction { transaction in
            // A migration takes the time it takes; one statement's usual limit is not for it.
            try transaction.enqueue("SET LOCAL statement_timeout = 0")
            try transaction.enqueue("SET LOCAL client_min_messages = warning")
            try transaction.run("SELECT pg_advisory_xact_lock(\(lock))")
            let status = try transaction.migrationStatus(of: migrations)
            if let refusal = status.refusal {
                throw PostgresError(
                    .migrationRefused,
                    operation: "migrate",
                    message: refusal,
                    isTransient: false
                )
            }
            guard let next = status.pending.first else { return nil }
            try transaction.apply(next)
            return next
        }
    }
}

extension Transaction {
    fileprivate borrowing func migrationStatus(of migrations: [Migration]) throws(PostgresError) -> MigrationStatus {
        let ordered = migrations.sorted { $0.version < $1.version }
        for (one, next) in zip(ordered, ordered.dropFirst()) {
            precondition(one.version != next.version, "two migrations have the version \(one.version)")
        }
        let checksums = try query(
            """
            SELECT encode(sha256(convert_to(sql, 'UTF8')), 'hex')
            FROM unnest(\(ordered.map(\.sql))) WITH ORDINALITY AS migration (sql, position)
            ORDER BY position
            """
        )
        var known: [(Migration, String)] = []
        for (migration, row) in zip(ordered, checksums) { known.append((migration, try row.get(0))) }
        return MigrationStatus(applied: try appliedMigrations(), known: known)
    }

    private borrowing func appliedMigrations() throws(PostgresError) -> [AppliedMigration] {
        let isThere: Bool = try query("SELECT to_regclass('schema_migration') IS NOT NULL")[0].get(0)
        guard isThere else { return [] }
        let rows = try query("SELECT version, name, checksum, applied_at FROM schema_migration ORDER BY version")
        var applied: [AppliedMigration] = []
        for row in rows {
            let (version, name, checksum, appliedAt) = try row.decode((Int, String, String, Date).self)
            applied.append(
                AppliedMigration(version: version, name: name, checksum: checksum, appliedAt: appliedAt)
            )
        }
        return applied
    }

    fileprivate borrowing func apply(_ migration: Migration) throws(PostgresError) {
        try enqueue(
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                version    int         PRIMARY KEY CHECK (version > 0),
                name       text        NOT NULL,
                checksum   text        NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """
        )
        do throws(PostgresError) {
            try run(script: migration.sql)
        } catch {
            throw error.inMigration(migration)
        }
        try run(
            """
            INSERT INTO schema_migration (version, name, checksum)
            VALUES (\(migration.version), \(migration.name), encode(sha256(convert_to(\(migration.sql), 'UTF8')), 'hex'))
            """
        )
    }
}

extension PostgresError {
    /// Says which migration it was, and where in it.
    fileprivate func inMigration(_ migration: Migration) -> PostgresError {
        let line = position.map { position in
            migration.sql.unicodeScalars.prefix(max(0, position - 1)).count { $0 == "\n" } + 1
        }
        let place = line.map { ", line \($0)" } ?? ""
        return PostgresError(
            code,
            sqlState: sqlState,
            operation: "migration \(migration.version) (\(migration.name))\(place)",
            message: message,
            detail: detail,
            hint: hint,
            constraint: constraint,
            position: position,
            isTransient: isTransient
        )
    }
}
