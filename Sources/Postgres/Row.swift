/// One row of a result.
///
/// Rows share the result's memory; keeping one keeps all.
package struct Row: Sendable {
    private let result: ResultSet
    private let index: Int

    init(result: ResultSet, index: Int) {
        self.result = result
        self.index = index
    }

    /// Reads the columns from the first on as these types: `let (id, name) = try row.decode((UUID, String?).self)`.
    ///
    /// Columns beyond the named types are ignored.
    package func decode<each Value: PostgresDecodable>(
        _: (repeat each Value).Type = (repeat each Value).self
    ) throws(PostgresError) -> (repeat each Value) {
        var column = -1
        func next<Next: PostgresDecodable>(_: Next.Type) throws(PostgresError) -> Next {
            column += 1
            return try get(column)
        }
        return (repeat try next((each Value).self))
    }

    /// Reads the column at a position from 0.
    package func get<Value: PostgresDecodable>(
        _ column: Int,
        as _: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard column < result.columnCount else {
            throw undecodable("a result of \(result.columnCount) columns has no column \(column + 1)")
        }
        do throws(CellMismatch) {
            let value = try result.withCell(row: index, column: column) { cell throws(CellMismatch) in
                try Value.decode(cell)
            }
            if let value { return value }
            return try Value.decodeNull()
        } catch {
            let name = result.columnName(column)
            throw undecodable("column \"\(name)\" is \(error.found) and cannot be read as \(error.wanted)")
        }
    }

    /// Reads the column of this name; of several with one name, the first.
    package func get<Value: PostgresDecodable>(
        _ name: String,
        as _: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let column = result.column(named: name) else {
            let names = (0..<result.columnCount).map(result.columnName).joined(separator: ", ")
            throw undecodable("there is no column \"\(name)\" among \(names)")
        }
        return try get(column)
    }

    private func undecodable(_ message: String) -> PostgresError {
        PostgresError(.undecodable, operation: "decode", message: message, isTransient: false)
    }
}

extension ResultSet {
    var rows: [Row] {
        (0..<rowCount).map { Row(result: self, index: $0) }
    }
}
