/// The bound values of one statement in PostgreSQL's binary format, one after the other in one buffer.
struct Parameters: Sendable {
    struct Slot: Sendable {
        var offset: Int
        var length: Int?  // nil for NULL
    }

    private(set) var writer = ParameterWriter()
    private(set) var slots: [Slot] = []
    private(set) var types: [PostgresType] = []

    var count: Int { slots.count }

    mutating func append<Value: PostgresEncodable>(_ value: Value) {
        let offset = writer.count
        let isNull = value.encode(into: &writer) == .null
        slots.append(Slot(offset: offset, length: isNull ? nil : writer.count - offset))
        types.append(Value.postgresType)
    }
}

/// Where values write themselves in PostgreSQL's binary format.
package struct ParameterWriter: Sendable {
    private(set) var bytes: [UInt8] = []

    package var count: Int { bytes.count }

    package mutating func reserve(_ additional: Int) {
        bytes.reserveCapacity(bytes.count + additional)
    }

    package mutating func write(_ byte: UInt8) {
        bytes.append(byte)
    }

    package mutating func write(contentsOf other: [UInt8]) {
        bytes.append(contentsOf: other)
    }

    package mutating func write(utf8 text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func write<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
        unsafe withUnsafeBytes(of: value.bigEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func write<Value: BitwiseCopyable>(rawBytesOf value: Value) {
        unsafe withUnsafeBytes(of: value) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Writes over four bytes that were written before, such as a length that is known only now.
    mutating func overwrite(at offset: Int, with value: Int32) {
        let bits = UInt32(bitPattern: value)
        for index in 0..<4 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: bits >> (24 - 8 * UInt32(index)))
        }
    }
}
