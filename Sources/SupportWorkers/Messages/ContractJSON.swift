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
        guard !body.contains(0) else {
            // Every other encoding of Unicode has a zero in the brace that begins the object.
            throw Rejection(reason: .undecodable, error: "\(type): the body is not UTF-8")
        }
        let body = Data(JSONEscapes.storable(body))
        do {
            return try Self.decoder.decode(Value.self, from: body)
        } catch {
            throw Rejection(reason: .undecodable, error: "\(type): \(DecodingSentence.about(error, in: body))")
        }
    }

    /// Encodes a value of the contract; times are ISO 8601 in UTC to the microsecond, field order is stable.
    package static func encode(_ value: some Encodable) -> [UInt8] {
        do {
            return Array(try encoder.encode(value))
        } catch {
            preconditionFailure("a type of the contract cannot be encoded: \(error)")
        }
    }

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            if let date = try? Date(text, strategy: .iso8601) { return date }
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "'\(text)' is no time such as '2026-01-05T09:12:44Z'"
            )
        }
        return decoder
    }()

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(time(date))
        }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// The fraction is written only where there is one, and down to what PostgreSQL keeps.
    private static func time(_ date: Date) -> String {
        let microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded())
        let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        guard fraction > 0 else { return Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601) }

        let digits = String(String(1_000_000 + fraction).dropFirst())
        return String(Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).dropLast()) + ".\(digits)Z"
    }
}
