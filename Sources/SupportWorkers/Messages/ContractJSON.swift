import Foundation
package import WorkerRuntime

/// A JSON body of the contract: unknown fields are ignored, and what is missing or wrong is named.
package struct ContractJSON {
    private let body: [UInt8]
    private let type: String

    package init(_ body: [UInt8], type: String) {
        self.body = body
        self.type = type
    }

    /// Decodes the body, or says in one sentence which field is wrong.
    package func decode<Value: Decodable>(_: Value.Type = Value.self) throws(Rejection) -> Value {
        do {
            return try Self.decoder.decode(Value.self, from: Data(withoutNullCharacters))
        } catch {
            throw Rejection(reason: .undecodable, error: "\(type): \(Self.sentence(for: error))")
        }
    }

    /// Encodes a value of the contract; times are ISO 8601 in UTC, field order is stable.
    package static func encode(_ value: some Encodable) -> [UInt8] {
        do {
            return Array(try encoder.encode(value))
        } catch {
            preconditionFailure("a type of the contract cannot be encoded: \(error)")
        }
    }

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }()

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// The body with `\u0000` replaced by the replacement character: PostgreSQL's text cannot hold the former.
    private var withoutNullCharacters: [UInt8] {
        var bytes = body
        var index = 0
        let escape = Array("\\u0000".utf8)
        while let backslash = bytes[index...].firstIndex(of: UInt8(ascii: "\\")) {
            if bytes[backslash...].starts(with: escape) {
                bytes.replaceSubrange((backslash + 2)..<(backslash + 6), with: Array("fffd".utf8))
            }
            index = min(backslash + 2, bytes.count)  // the escaped character cannot begin an escape
        }
        return bytes
    }

    private static func sentence(for error: any Error) -> String {
        func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
            (context.codingPath + [last].compactMap(\.self)).map(\.stringValue).joined(separator: ".")
        }
        return switch error {
        case DecodingError.keyNotFound(let key, let context): "'\(path(context, key))' is missing"
        case DecodingError.valueNotFound(_, let context): "'\(path(context))' is null"
        case DecodingError.typeMismatch(let wanted, let context):
            context.codingPath.isEmpty ? "the body is not an object" : "'\(path(context))' is not \(name(of: wanted))"
        case DecodingError.dataCorrupted(let context):
            context.codingPath.isEmpty ? "the body is not JSON" : "'\(path(context))': \(context.debugDescription)"
        default: "\(error)"
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Int.Type: "a whole number"
        case is Bool.Type: "true or false"
        default: "a \(type)"
        }
    }
}
