package import Foundation

/// Microseconds from PostgreSQL's epoch, 2000-01-01, to Foundation's, 2001-01-01.
private let epochDistance: Int64 = 366 * 86_400 * 1_000_000

extension Date: PostgresCodable {
    package static var postgresType: PostgresType { .timestamptz }
    package static var postgresArrayType: PostgresType { .timestamptzArray }
    package static var typicalSize: Int { 8 }

    /// Writes the nearest microsecond; the distant past and future, and what lies beyond, are -infinity and infinity.
    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        let microseconds = (timeIntervalSinceReferenceDate * 1_000_000).rounded()
        if self >= .distantFuture {
            writer.write(Int64.max)
        } else if self <= .distantPast {
            writer.write(Int64.min)
        } else {
            writer.write(Int64(microseconds) + epochDistance)
        }
        return .value
    }

    /// Reads timestamptz, and timestamp and date as UTC.
    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> Date {
        let microseconds: Int64? =
            switch cell.type {
            case .timestamptz, .timestamp: cell.integer(as: Int64.self)
            case .date: cell.integer(as: Int32.self).map(Self.microseconds(days:))
            default: nil
            }
        guard let microseconds else { throw cell.mismatch(Self.self) }
        switch microseconds {
        case .max: return .distantFuture
        case .min: return .distantPast
        default:
            return Date(timeIntervalSinceReferenceDate: Double(microseconds - epochDistance) / 1_000_000)
        }
    }

    private static func microseconds(days: Int32) -> Int64 {
        switch days {
        case .max: .max
        case .min: .min
        default: Int64(days) * 86_400_000_000
        }
    }
}

extension Duration: PostgresCodable {
    package static var postgresType: PostgresType { .interval }
    package static var postgresArrayType: PostgresType { .intervalArray }

    /// Writes the microseconds, the rest cut off, as an interval without days or months.
    package func encode(into writer: inout ParameterWriter) -> EncodedValue {
        writer.write(components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000)
        writer.write(0 as Int32)
        writer.write(0 as Int32)
        return .value
    }

    /// Reads an interval with days of 24 hours; months have no fixed length and are refused.
    package static func decode(_ cell: borrowing Cell) throws(CellMismatch) -> Duration {
        guard cell.type == .interval, let microseconds = cell.integer(as: Int64.self),
            let days = cell.integer(at: 8, as: Int32.self), let months = cell.integer(at: 12, as: Int32.self)
        else { throw cell.mismatch(Self.self) }
        guard months == 0 else { throw CellMismatch(wanted: Self.self, found: "an interval of \(months) months") }
        return .microseconds(microseconds) + .seconds(Int64(days) * 86_400)
    }
}
