import Foundation

extension Date {
    init(microseconds: Int) {
        self.init(timeIntervalSince1970: Double(microseconds) / 1e6)
    }

    /// Microseconds since 1970.
    var microseconds: Int {
        Int((timeIntervalSince1970 * 1e6).rounded())
    }
}
