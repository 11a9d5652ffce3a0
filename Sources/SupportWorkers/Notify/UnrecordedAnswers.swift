import Foundation
import Synchronization

/// How a call ended, and when.
struct Answered: Sendable {
    var attempt: Int
    var answer: DeliveryAnswer
    var startedAt: Date
    var at: ContinuousClock.Instant
}

/// The answers of calls that could not be recorded, by notification, for as long as the process lives.
final class UnrecordedAnswers: Sendable {
    private let answers = Mutex<[UUID: Answered]>([:])

    /// Keeps how calls ended until they can be recorded.
    func keep(_ ended: [(notification: UUID, answered: Answered)]) {
        answers.withLock { answers in
            for (notification, answered) in ended { answers[notification] = answered }
        }
    }

    /// How this try of a notification ended, if that is kept.
    func answer(to attempt: Int, of notification: UUID) -> Answered? {
        answers.withLock { answers in
            guard let kept = answers[notification], kept.attempt == attempt else { return nil }
            return kept
        }
    }

    /// Forgets what has been recorded, or is no longer asked for.
    func forget(_ notifications: [UUID]) {
        answers.withLock { answers in
            guard !answers.isEmpty else { return }
            for notification in notifications { answers[notification] = nil }
        }
    }
}
