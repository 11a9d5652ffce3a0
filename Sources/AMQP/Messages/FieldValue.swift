package import Foundation

/// A value in a message's headers.
///
/// Every integer kind of the wire arrives as ``int(_:)`` and leaves as a 64-bit integer; likewise the two floating
/// kinds. An unsigned integer beyond `Int.max` arrives as ``double(_:)``; a value nested deeper than sixteen levels,
/// or of a kind that is not known, as ``void``.
package enum FieldValue: Hashable, Sendable {
    case string(String)
    case int(Int)
    case double(Double)
    case bool(Bool)
    /// Whole seconds; AMQP has no finer time.
    case timestamp(Date)
    case bytes([UInt8])
    case table([String: FieldValue])
    case array([FieldValue])
    /// `value` divided by ten to the power of `scale`.
    case decimal(scale: UInt8, value: UInt32)
    case void

    package var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    package var int: Int? {
        guard case .int(let value) = self else { return nil }
        return value
    }
}

extension FieldValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension FieldValue {
    /// The bytes it takes in a frame, kind included, so that a header frame is never started that cannot be finished.
    var encodedSize: Int {
        switch self {
        case .string(let value): 5 + value.utf8.count
        case .bytes(let value): 5 + value.count
        case .int, .double, .timestamp: 9
        case .bool: 2
        case .decimal: 6
        case .void: 1
        case .array(let values): 5 + values.reduce(0) { $0 + $1.encodedSize }
        case .table(let table): 1 + FieldValue.encodedSize(of: table)
        }
    }

    static func encodedSize(of table: [String: FieldValue]) -> Int {
        table.reduce(4) { $0 + 1 + $1.key.utf8.count + $1.value.encodedSize }
    }

    /// Whether every key, at any depth, fits the wire's one-byte length.
    static func hasWritableKeys(_ table: [String: FieldValue]) -> Bool {
        table.allSatisfy { $0.key.utf8.count <= 255 && $0.value.hasWritableKeys }
    }

    private var hasWritableKeys: Bool {
        switch self {
        case .table(let table): FieldValue.hasWritableKeys(table)
        case .array(let values): values.allSatisfy(\.hasWritableKeys)
        default: true
        }
    }
}
