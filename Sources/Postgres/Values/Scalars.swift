package import Foundation

extension Bool: PostgresCodable {
    package static var postgresType: PostgresType { .bool }
    package static var postgresArrayType: PostgresType { .boolArray }
    package static var typicalSize: Int { 1 }

    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        writer.write(self ? 1 : 0 as UInt8)
        return .value
    }

    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> Bool {
        guard cell.type == .bool, let byte = cell.integer(as: UInt8.self) else { throw cell.mismatch(Self.self) }
        return byte != 0
    }
}

extension Double: PostgresCodable {
    package static var postgresType: PostgresType { .float8 }
    package static var postgresArrayType: PostgresType { .float8Array }
    package static var typicalSize: Int { 8 }

    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        writer.write(bitPattern)
        return .value
    }

    /// Reads floating-point numbers and numeric.
    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> Double {
        let value: Double? =
            switch cell.type {
            case .float8: cell.integer(as: UInt64.self).map(Double.init(bitPattern:))
            case .float4: cell.integer(as: UInt32.self).map { Double(Float(bitPattern: $0)) }
            case .numeric: Numeric(cell)?.double
            default: nil
            }
        guard let value else { throw cell.mismatch(Self.self) }
        return value
    }
}

extension String: PostgresCodable {
    package static var postgresType: PostgresType { .text }
    package static var postgresArrayType: PostgresType { .textArray }
    package static var typicalSize: Int { 32 }

    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        writer.write(utf8: self)
        return .value
    }

    /// Reads every kind of text, the labels of enums, JSON and numeric.
    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> String {
        let text: String? =
            switch cell.type {
            case .text, .varchar, .bpchar, .name, .json, .unknown, .void: cell.string()
            case .jsonb: cell.string(from: 1)
            case .numeric: Numeric(cell)?.text
            case let type where type.isUserDefined: cell.string()
            default: nil
            }
        guard let text else { throw cell.mismatch(Self.self) }
        return text
    }
}

extension UUID: PostgresCodable {
    package static var postgresType: PostgresType { .uuid }
    package static var postgresArrayType: PostgresType { .uuidArray }

    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        writer.write(rawBytesOf: uuid)
        return .value
    }

    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> UUID {
        guard cell.type == .uuid, let value = cell.raw(as: uuid_t.self) else { throw cell.mismatch(Self.self) }
        return UUID(uuid: value)
    }
}

/// A JSON document as text, bound as jsonb and read from jsonb and json.
package struct JSON: Hashable, Sendable {
    package var text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension JSON: PostgresCodable {
    package static var postgresType: PostgresType { .jsonb }
    package static var postgresArrayType: PostgresType { .jsonbArray }
    package static var typicalSize: Int { 128 }

    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        writer.write(1 as UInt8)  // the version of the format
        writer.write(utf8: text)
        return .value
    }

    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> JSON {
        let text: String? =
            switch cell.type {
            case .jsonb: cell.string(from: 1)
            case .json: cell.string()
            default: nil
            }
        guard let text else { throw cell.mismatch(Self.self) }
        return JSON(text)
    }
}
