import Foundation
import Postgres
import Testing
import TestSupport

extension FleetSuite {
    /// What the fleet makes of the error that PostgreSQL gives when its disk is full.
    ///
    /// The error is real and comes from the server, but a trigger raises it: filling a disk takes one of the test's own,
    /// and mounting one takes more rights than tests have.
    struct FullDiskTests {
        @Test func `a database without room costs no message, however long it lasts`() async throws {
            let monday = try Date.losAngeles("Mon 2026-01-05 09:30")
            try await Fleet.with(.init(copies: 2, time: monday)) { fleet in
                try await prepare(fleet.database)
                let deadLetters = try await fleet.whileCustomersWrite("full") {
                    try await fleet.waitForProgress()
                    _ = try await fleet.database.query("UPDATE room SET is_left = false")
                    try await fleet.waitFor(
                        "intake saying that it is not ready",
                        is: 0,
                        "SELECT count(*) FROM worker_presence WHERE worker = 'intake' AND is_ready"
                    )
                    // A batch that meets other transient errors so often is taken apart, and its messages given back.
                    try await eventually("intake meeting the error again and again", within: .seconds(60)) {
                        try fleet.logged("work pauses", by: .intake).count > 2 * 7
                    }
                    _ = try await fleet.database.query("UPDATE room SET is_left = true")
                    try await fleet.waitForProgress()
                }
                try await fleet.drain()
                try await fleet.fastForward(.hours(2))
                try await fleet.prove(deadLetters: deadLetters)
                for words in ["in halves", "runs on its own"] {
                    #expect(try fleet.logged(words).isEmpty, "it was taken for the fault of a message")
                }
                for unit in fleet.units { #expect(await unit.ends.isEmpty, "\(unit.role.rawValue) ended") }
            }
        }

        /// Lets every table refuse rows once there is no room, but for the one in which workers say how they are.
        private func prepare(_ database: Database) async throws {
            try await database.withTransaction { transaction in
                try transaction.run(
                    script: """
                        CREATE TABLE room (is_left boolean NOT NULL);
                        INSERT INTO room VALUES (true);
                        CREATE FUNCTION refuse_without_room() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                            IF (SELECT is_left FROM room) THEN RETURN NULL; END IF;
                            RAISE disk_full USING MESSAGE =
                                format('could not extend file for %s: No space left on device', TG_TABLE_NAME);
                        END $$;
                        DO $$
                        DECLARE name text;
                        BEGIN
                            FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
                                AND tablename NOT IN ('room', 'worker_presence', 'database_clock')
                            LOOP
                                EXECUTE format('CREATE TRIGGER room BEFORE INSERT OR UPDATE ON %I
                                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_without_room()', name);
                            END LOOP;
                        END $$;
                        """
                )
            }
        }
    }
}
