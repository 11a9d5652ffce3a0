/// A type whose arrays can be bound: every encodable scalar and its Optional, and UInt8, whose array is a bytea.
package protocol PostgresArrayElement: Sendable {
    static var typeOfArray: PostgresType { get }
    static func encode(array: [Self], into writer: inout ParameterWriter)
}

/// A type whose arrays can be read; the counterpart of ``PostgresArrayElement``.
package protocol PostgresReadableElement: Sendable {
    static func decodeArray(_ cell: borrowing Cell) throws(CellMismatch) -> [Self]
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    package static var postgresType: PostgresType { Element.typeOfArray }
    package static var postgresArrayType: PostgresType { .byteaArray }  // only [UInt8] can be an element

    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        Element.encode(array: self, into: &writer)
        return .value
    }
}

extension Array: PostgresDecodable where Element: PostgresReadableElement {
    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> [Element] {
        try Element.decodeArray(cell)
    }
}

extension UInt8: PostgresArrayElement, PostgresReadableElement {
    package static var typeOfArray: PostgresType { .bytea }

    package static func encode(array: [UInt8], into writer: inout ParameterWriter) {
        writer.write(contentsOf: array)
    }

    package static func decodeArray(_ cell: borrowing Cell) throws(CellMismatch) -> [UInt8] {
        guard cell.type == .bytea else { throw cell.mismatch([UInt8].self) }
        return cell.array()
    }
}

extension PostgresArrayElement where Self: PostgresEncodable {
    package static var typeOfArray: PostgresType { postgresArrayType }

    /// Writes a one-dimensional array: dimensions, whether there are NULLs, the type, then each length and value.
    package static func encode(array: [Self], into writer: inout ParameterWriter) {
        writer.reserve(20 + array.count * (4 + typicalSize))
        writer.write(array.isEmpty ? 0 : 1 as Int32)
        let nullFlag = writer.count
        writer.write(0 as Int32)
        writer.write(postgresType.oid)
        guard !array.isEmpty else { return }
        writer.write(Int32(array.count))
        writer.write(1 as Int32)  // the first index

        var hasNulls = false
        for element in array {
            let length = writer.count
            writer.write(-1 as Int32)
            switch element.encode(into: &writer) {
            case .value: writer.overwrite(at: length, with: Int32(writer.count - length - 4))
            case .null: hasNulls = true
            }
        }
        if hasNulls { writer.overwrite(at: nullFlag, with: 1) }
    }
}

extension PostgresReadableElement where Self: PostgresDecodable {
    package static func decodeArray(_ cell: borrowing Cell) throws(CellMismatch) -> [Self] {
        guard let dimensions = cell.integer(at: 0, as: Int32.self), dimensions == 0 || dimensions == 1,
            let oid = cell.integer(at: 8, as: UInt32.self)
        else { throw cell.mismatch([Self].self) }
        guard dimensions == 1 else { return [] }
        guard let count = cell.integer(at: 12, as: Int32.self), count >= 0 else { throw cell.mismatch([Self].self) }

        let type = PostgresType(oid: oid)
        var elements: [Self] = []
        elements.reserveCapacity(min(Int(count), cell.count))
        var offset = 20
        for _ in 0..<count {
            guard let length = cell.integer(at: offset, as: Int32.self) else { throw cell.mismatch([Self].self) }
            offset += 4
            guard length >= 0 else {
                elements.append(try decodeNull())
                continue
            }
            let element = try cell.withPart(at: offset, count: Int(length), type: type) {
                part throws(CellMismatch) in try decode(part)
            }
            guard let element else { throw cell.mismatch([Self].self) }
            elements.append(element)
            offset += Int(length)
        }
        return elements
    }
}

extension Array: PostgresArrayElement where Element == UInt8 {}
extension Array: PostgresReadableElement where Element == UInt8 {}
extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement & PostgresEncodable {}
extension Optional: PostgresReadableElement where Wrapped: PostgresReadableElement & PostgresDecodable {}
