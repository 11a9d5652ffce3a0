/// Whether a value wrote itself or is SQL's NULL.
package enum EncodedValue: Sendable {
    case value
    case null
}

/// A value that can be bound to a statement.
///
/// An enum or identifier type with an encodable raw value needs only to say that it conforms.
package protocol PostgresEncodable: Sendable {
    /// The type the parameter is declared to the server with; the same for every value.
    static var postgresType: PostgresType { get }

    /// The type of an array of such values.
    static var postgresArrayType: PostgresType { get }

    /// How many bytes one value takes, for reserving space; a guess does.
    static var typicalSize: Int { get }

    /// Writes the value in the type's binary format, or nothing for NULL.
    func encode(into writer: inout ParameterWriter) -> EncodedValue
}

/// A value that can be read from a result.
///
/// An enum or identifier type with a decodable raw value needs only to say that it conforms.
package protocol PostgresDecodable: Sendable {
    /// Reads one value that is not NULL.
    static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> Self

    /// What NULL is read as; a type without such a value throws.
    static func decodeNull() throws(CellMismatch) -> Self
}

/// A value that goes both ways, alone and in arrays; the one a domain type conforms to.
package typealias PostgresCodable = PostgresEncodable & PostgresDecodable & PostgresArrayElement
    & PostgresReadableElement

extension PostgresEncodable {
    package static var typicalSize: Int { 16 }
}

extension PostgresDecodable {
    package static func decodeNull() throws(CellMismatch) -> Self {
        throw CellMismatch(wanted: Self.self, found: "NULL")
    }
}

/// Why a cell could not be read as the type that was asked for.
package struct CellMismatch: Error, Sendable {
    package let wanted: String
    package let found: String

    package init(wanted: any Any.Type, found: String) {
        self.wanted = String(describing: wanted)
        self.found = found
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }
    package static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }
    package static var typicalSize: Int { Wrapped.typicalSize }

    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        switch self {
        case .some(let value): value.encode(into: &writer)
        case .none: .null
        }
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> Wrapped? {
        try Wrapped.decode(cell)
    }

    package static func decodeNull() -> Wrapped? {
        nil
    }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    package static var postgresType: PostgresType { RawValue.postgresType }
    package static var postgresArrayType: PostgresType { RawValue.postgresArrayType }
    package static var typicalSize: Int { RawValue.typicalSize }

    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        rawValue.encode(into: &writer)
    }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> Self {
        let rawValue = try RawValue.decode(cell)
        guard let value = Self(rawValue: rawValue) else {
            throw CellMismatch(wanted: Self.self, found: "\"\(rawValue)\"")
        }
        return value
    }
}
