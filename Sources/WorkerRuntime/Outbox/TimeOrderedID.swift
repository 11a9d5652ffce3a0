import Foundation

/// Makes UUIDs of version 7, so that rows made together lie together in the index.
enum TimeOrderedID {
    static func next() -> UUID {
        let milliseconds = UInt64(Date.now.timeIntervalSince1970 * 1000)
        var random = SystemRandomNumberGenerator()
        let (high, low) = (random.next(), random.next())
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> (index * 8)) }
        return UUID(
            uuid: (
                byte(milliseconds, 5), byte(milliseconds, 4), byte(milliseconds, 3),
                byte(milliseconds, 2), byte(milliseconds, 1), byte(milliseconds, 0),
                0x70 | byte(high, 0) & 0x0f, byte(high, 1),
                0x80 | byte(high, 2) & 0x3f, byte(high, 3), byte(high, 4), byte(high, 5),
                byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3)
            )
        )
    }
}
