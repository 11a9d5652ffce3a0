package import Foundation

/// A stretch of time in which a ticket waited for somebody else; open while `until` is nil.
package struct Pause: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case customer, vendor
        /// Solved and not yet reopened.
        case resolved
    }

    package let since: Date
    package var until: Date?
    package let reason: Reason

    package init(since: Date, until: Date? = nil, reason: Reason) {
        self.since = since
        self.until = until
        self.reason = reason
    }
}
