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
}
