import Crypto
package import Foundation

/// Makes ids that are the same whenever the same thing is done again.
///
/// The shape is UUID version 8: 48 bits of the cause's time in milliseconds, then bits of a SHA-256 over the parts. Ids
/// of one time therefore sort together, and doing a step twice cannot make a second row, message or page.
package enum DerivedID {
    /// An id from the time of a cause and what was done because of it.
    package static func make(at time: Date, from parts: [String]) -> UUID {
        let milliseconds = UInt64(max(0, time.timeIntervalSince1970 * 1000))
        return assemble(milliseconds: milliseconds, parts: parts)
    }

    /// An id for the step that followed from `cause`; it sorts where its cause does.
    package static func make(from cause: UUID, _ step: String...) -> UUID {
        let bytes = cause.uuid
        let head = [bytes.0, bytes.1, bytes.2, bytes.3, bytes.4, bytes.5]
        let milliseconds = head.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return assemble(milliseconds: milliseconds, parts: [cause.uuidString] + step)
    }

    private static func assemble(milliseconds: UInt64, parts: [String]) -> UUID {
        var hash = SHA256()
        for part in parts {
            hash.update(data: Array(part.utf8))
            hash.update(data: [0])  // so that "ab","c" and "a","bc" differ
        }
        let digest = Array(hash.finalize())
        let time = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64($0))) }
        return UUID(
            uuid: (
                time[0], time[1], time[2], time[3], time[4], time[5],
                0x80 | digest[0] & 0x0f, digest[1],
                0x80 | digest[2] & 0x3f, digest[3], digest[4], digest[5], digest[6], digest[7], digest[8], digest[9]
            )
        )
    }
}
