import Foundation
import Postgres
import SupportStore
import TestSupport
import Testing

struct TimerStoreTests {
    let database = TestDatabase()

    @Test func `setting a timer again moves it, and one without a moment is removed`() async throws {
        let subject = UUID()
        let early = Date(timeIntervalSince1970: 1_000_000)
        let late = early.addingTimeInterval(60)

        let (moved, gone) = try await database.rollingBack { transaction in
            try transaction.enqueueSet([Timer(kind: .page, subject: subject, due: early)])
            try transaction.enqueueSet([Timer(kind: .page, subject: subject, due: late)])
            let moved = try transaction.lockDueTimers(at: late, limit: 10).filter { $0.subject == subject }
            try transaction.enqueueSet([Timer(kind: .page, subject: subject, due: nil)])
            return (moved, try transaction.lockDueTimers(at: late, limit: 10).filter { $0.subject == subject })
        }

        #expect(moved == [Timer(kind: .page, subject: subject, due: late)])
        #expect(gone.isEmpty)
    }

    @Test func `a timer is due at its very moment and not before`() async throws {
        let subject = UUID()
        let due = Date(timeIntervalSince1970: 1_000_000)

        let (before, at) = try await database.rollingBack { transaction in
            try transaction.enqueueSet([Timer(kind: .clocks, subject: subject, due: due)])
            return (
                try transaction.lockDueTimers(at: due.addingTimeInterval(-1), limit: 10),
                try transaction.lockDueTimers(at: due, limit: 10)
            )
        }

        #expect(before.isEmpty)
        #expect(at.map(\.subject) == [subject])
    }

    @Test func `who looks from a moment on sees what is due then and later, and who sweeps sees all`() async throws {
        let start = Date(timeIntervalSince1970: 1_000_000)
        let subjects = [-60, 0, 60].map { offset in (UUID(), start + offset) }

        let (from, swept, next, last) = try await database.rollingBack { transaction in
            try transaction.enqueueSet(subjects.map { Timer(kind: .page, subject: $0.0, due: $0.1) })
            return (
                try transaction.lockDueTimers(from: start, at: start + 60, limit: 10),
                try transaction.lockDueTimers(at: start + 60, limit: 10),
                try transaction.nextTimer(after: start),
                try transaction.nextTimer(after: start + 60)
            )
        }

        #expect(from.map(\.subject) == subjects[1...].map(\.0))
        #expect(swept.map(\.subject) == subjects.map(\.0))
        #expect(next == start + 60)
        #expect(last == nil)
    }

    @Test func `whoever only asks hears when the earliest timer from a moment on is due, by the fleet's time`()
        async throws
    {
        try await FreshDatabase.with { fresh in
            let due = Date(timeIntervalSince1970: 1_000_000)
            let none = try await fresh.database.nextTimer(from: nil)
            try await fresh.database.withTransaction { transaction in
                try transaction.enqueueSet([0, 60].map { Timer(kind: .page, subject: UUID(), due: due + $0) })
            }
            try await fresh.advance(by: .seconds(86_400))

            #expect(none.due == nil)
            #expect(try await fresh.database.nextTimer(from: nil).due == due)
            #expect(try await fresh.database.nextTimer(from: due).due == due)
            #expect(try await fresh.database.nextTimer(from: due + 1).due == due + 60)
            #expect(try await fresh.database.nextTimer(from: due + 61).due == nil)
            #expect(try await fresh.database.nextTimer(from: nil).now > none.now + 86_399)
        }
    }

    @Test func `moving changes timers that are there and makes none`() async throws {
        let due = Date(timeIntervalSince1970: 1_000_000)
        let (moved, removed) = (UUID(), UUID())

        let found = try await database.rollingBack { transaction in
            try transaction.enqueueSet([moved, removed].map { Timer(kind: .page, subject: $0, due: due) })
            try transaction.enqueueMove([
                Timer(kind: .page, subject: moved, due: due + 60), Timer(kind: .page, subject: removed, due: nil),
                Timer(kind: .page, subject: UUID(), due: due), Timer(kind: .clocks, subject: moved, due: due),
            ])
            return try transaction.lockDueTimers(at: due + 60, limit: 10)
        }

        #expect(found == [Timer(kind: .page, subject: moved, due: due + 60)])
    }
}
