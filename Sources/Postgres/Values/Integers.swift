extension Int16: PostgresCodable {
    package static var postgresType: PostgresType { .int2 }
    package static var postgresArrayType: PostgresType { .int2Array }
    package static var typicalSize: Int { 2 }
}

extension Int32: PostgresCodable {
    package static var postgresType: PostgresType { .int4 }
    package static var postgresArrayType: PostgresType { .int4Array }
    package static var typicalSize: Int { 4 }
}

extension Int64: PostgresCodable {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { .int8Array }
    package static var typicalSize: Int { 8 }
}

extension Int: PostgresCodable {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { .int8Array }
    package static var typicalSize: Int { 8 }
}

extension PostgresEncodable where Self: FixedWidthInteger & BitwiseCopyable {
    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        writer.write(self)
        return .value
    }
}

extension PostgresDecodable where Self: FixedWidthInteger & BitwiseCopyable {
    /// Reads any integer type, and numeric without a fraction, as long as the value fits.
    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> Self {
        let value: Int64? =
            switch cell.type {
            case .int8: cell.integer(as: Int64.self)
            case .int4: cell.integer(as: Int32.self).map(Int64.init)
            case .int2: cell.integer(as: Int16.self).map(Int64.init)
            case .oid: cell.integer(as: UInt32.self).map(Int64.init)
            case .numeric: Numeric(cell)?.integer
            default: nil
            }
        guard let value else { throw cell.mismatch(Self.self) }
        guard let fitting = Self(exactly: value) else {
            throw CellMismatch(wanted: Self.self, found: "\(value), which does not fit")
        }
        return fitting
    }
}
