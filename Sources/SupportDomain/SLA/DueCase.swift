package import Foundation

/// A worked case of a due time: a target in a calendar, and what somebody found by other means.
package struct DueCase: Sendable {
    package let name: String
    package let countdown: Countdown
    /// Nil where an open pause keeps the due time away.
    package let expectedDue: Date?

    package var isAsExpected: Bool { countdown.due == expectedDue }
}
