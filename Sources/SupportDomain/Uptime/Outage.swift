package import Foundation

/// A stretch of time in which the service was not there, up to but without its end; it lasts while `until` is nil.
package struct Outage: Hashable, Sendable {
    package let since: Date
    package let until: Date?

    package init(since: Date, until: Date? = nil) {
        self.since = since
        self.until = until
    }
}
