package import Foundation

extension Date {
    /// Seconds since 1970 in UTC, of the second that the instant lies in.
    package var wholeSeconds: Int { Int(timeIntervalSince1970.rounded(.down)) }

    package init(wholeSeconds: Int) { self.init(timeIntervalSince1970: TimeInterval(wholeSeconds)) }
}
