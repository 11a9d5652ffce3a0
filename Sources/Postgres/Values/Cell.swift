/// The bytes of one value in a result; lent while the value is read and safe to read anyhow.
@safe package struct Cell: ~Copyable {
    private let bytes: UnsafeRawBufferPointer
    package let type: PostgresType

    @unsafe init(bytes: UnsafeRawBufferPointer, type: PostgresType) {
        unsafe self.bytes = unsafe bytes
        self.type = type
    }

    package var count: Int { unsafe bytes.count }

    /// Reads a big-endian integer; nil beyond the end.
    package func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int = 0,
        as _: Value.Type
    ) -> Value? {
        guard offset >= 0, offset + MemoryLayout<Value>.size <= count else { return nil }
        return unsafe Value(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// Reads a value whose memory is the wire's bytes in their order; nil unless the size fits.
    func raw<Value: BitwiseCopyable>(as _: Value.Type) -> Value? {
        guard count == MemoryLayout<Value>.size else { return nil }
        return unsafe bytes.loadUnaligned(as: Value.self)
    }

    /// Reads the bytes from the offset on as UTF-8; nil when they are not.
    package func string(from offset: Int = 0) -> String? {
        guard offset <= count else { return nil }
        return unsafe String(validating: bytes[offset...], as: UTF8.self)
    }

    package func array() -> [UInt8] {
        unsafe Array(bytes)
    }

    /// Lends a part of this cell as a cell of its own; nil when the part is not inside.
    func withPart<Result>(
        at offset: Int,
        count length: Int,
        type: PostgresType,
        _ body: (borrowing Cell) throws(CellMismatch) -> Result
    ) throws(CellMismatch) -> Result? {
        guard offset >= 0, length >= 0, offset + length <= count else { return nil }
        let part = unsafe Cell(bytes: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]), type: type)
        return try body(part)
    }

    /// What is said when this cell does not fit.
    package func mismatch(_ wanted: any Any.Type) -> CellMismatch {
        CellMismatch(wanted: wanted, found: "\(type) of \(count) bytes")
    }
}
