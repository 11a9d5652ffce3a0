/// One SQL statement and the values it binds.
///
/// Written as a string: `"SELECT name FROM ticket WHERE id = \(id)"`. Every `\(value)` becomes a bound parameter and can
/// never become SQL; only `\(unsafeSQL: text)` is taken as it stands, and `\(identifier: name)` as a quoted name.
package struct Query: Sendable {
    package private(set) var sql: String
    private(set) var parameters: Parameters

    /// The beginning of the statement on one line, for error messages and logs.
    var summary: String {
        let words = sql.prefix(400).split(whereSeparator: \.isWhitespace)
        let line = words.joined(separator: " ")
        return line.count > 120 ? line.prefix(119) + "…" : line
    }
}

extension Query: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        sql = value
        parameters = Parameters()
    }

    package init(stringInterpolation: StringInterpolation) {
        sql = stringInterpolation.sql
        parameters = stringInterpolation.parameters
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql: String
        fileprivate var parameters: Parameters

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql = ""
            sql.reserveCapacity(literalCapacity + interpolationCount * 3)
            parameters = Parameters()
        }

        package mutating func appendLiteral(_ literal: String) {
            sql += literal
        }

        /// Binds the value.
        package mutating func appendInterpolation(_ value: some PostgresEncodable) {
            parameters.append(value)
            sql += "$"
            sql += String(parameters.count)
        }

        /// Takes the text as SQL; it must come from this program's source, never from outside.
        package mutating func appendInterpolation(unsafeSQL text: String) {
            sql += text
        }

        /// Takes the text as the quoted name of one table, column or other object.
        package mutating func appendInterpolation(identifier name: String) {
            sql += "\""
            sql += name.replacing("\"", with: "\"\"")
            sql += "\""
        }
    }
}
