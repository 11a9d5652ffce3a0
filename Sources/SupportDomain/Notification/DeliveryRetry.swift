package import Foundation

/// How a delivery that failed is tried again.
///
/// A page is tried for as long as it is open, ever more slowly but never less often than every minute: late, never
/// silent. Anything else is given up after about a day and listed as failed.
package enum DeliveryRetry {
    package enum Next: Hashable, Sendable {
        case tryAgain(at: Date)
        case giveUp
    }

    /// What follows the failure of a try.
    ///
    /// `attempt` is the number of the try that failed, from 1; `isPermanent` says whether the other side will never take
    /// it; `now` is when it failed.
    package static func next(after attempt: Int, isPage: Bool, isPermanent: Bool, at now: Date) -> Next {
        if isPage { return .tryAgain(at: now.addingTimeInterval(min(60, 5 * pow(2, Double(min(attempt, 10) - 1))))) }
        guard !isPermanent, attempt < mailAttempts else { return .giveUp }
        return .tryAgain(at: now.addingTimeInterval(min(7200, 15 * pow(2, Double(attempt - 1)))))
    }

    /// 15 s, 30 s, 1 min … 2 h: the last try is about a day after the first.
    private static let mailAttempts = 20
}
