package import Foundation
import SupportDomain
package import SupportStore

/// What a request to deliver comes to, given what the database knows of the notification.
package enum DeliveryDecision: Hashable, Sendable {
    /// Try now, as this try. A try that was begun and never settled is begun again under its old number.
    case deliver(attempt: Int)
    /// Another copy of the notifier is making this try; what becomes of it will be known when they are done, or dead.
    case wait
    /// Nothing to do: it has been settled, or a later try has been asked for.
    case skip
    /// Nobody needs to be woken any more.
    case cancel

    /// Decides for a notifier that calls itself `sender`.
    package init(_ request: NotificationRequested, given stored: StoredNotification, to sender: UUID) {
        if stored.state.isSettled || request.attempt < stored.attempts {
            self = .skip
        } else if stored.state == .retrying, request.attempt == stored.attempts {
            self = .skip
        } else if stored.notification.kind == .page, let page = stored.pageState, page != .open {
            self = .cancel
        } else if let other = stored.sender, other != sender {
            self = .wait
        } else {
            self = .deliver(attempt: max(request.attempt, 1))
        }
    }
}

extension DeliveryResult {
    /// The result of a try, and when the next one is due.
    package init(
        _ answer: DeliveryAnswer,
        of stored: StoredNotification,
        attempt: Int,
        startedAt: Date,
        finishedAt: Date
    ) {
        let (outcome, detail): (Outcome, String) =
            switch answer {
            case .delivered(let detail): (.delivered, detail)
            case .temporaryFailure(let detail): (.temporaryFailure, detail)
            case .permanentFailure(let detail): (.permanentFailure, detail)
            }
        var state = StoredNotification.State.delivered
        var retryAt: Date?
        if outcome != .delivered {
            let next = DeliveryRetry.next(
                after: attempt,
                isPage: stored.notification.kind == .page,
                isPermanent: outcome == .permanentFailure,
                at: finishedAt
            )
            switch next {
            case .tryAgain(let time): (state, retryAt) = (.retrying, time)
            case .giveUp: state = .failed
            }
        }
        self.init(
            notification: stored.id,
            attempt: attempt,
            outcome: outcome,
            state: state,
            detail: String(detail.prefix(1000)).replacing("\u{0}", with: "\u{FFFD}"),
            startedAt: startedAt,
            finishedAt: finishedAt,
            retryAt: retryAt
        )
    }
}
