import CLibPQ
import Foundation

/// The rows of one statement, as libpq holds them.
///
/// It may be read from any thread: libpq never changes a finished result, and it is freed with its last row.
@safe final class ResultSet: @unchecked Sendable {
    private let pointer: OpaquePointer
    let rowCount: Int
    let columnCount: Int

    /// Takes the result over.
    @unsafe init(_ pointer: OpaquePointer) {
        unsafe self.pointer = pointer
        rowCount = unsafe Int(PQntuples(pointer))
        columnCount = unsafe Int(PQnfields(pointer))
    }

    deinit {
        unsafe PQclear(pointer)
    }

    var status: ExecStatusType { unsafe PQresultStatus(pointer) }

    /// How many rows the statement inserted, updated, deleted, or returned.
    var affectedRows: Int {
        unsafe Int(String(cString: PQcmdTuples(pointer))) ?? 0
    }

    /// The command that was executed, such as "COMMIT".
    var tag: String {
        unsafe String(cString: PQcmdStatus(pointer))
    }

    func columnName(_ column: Int) -> String {
        unsafe PQfname(pointer, CInt(column)).map { unsafe String(cString: $0) } ?? "column \(column + 1)"
    }

    /// The column of this name, in the spelling of the result; nil if there is none.
    func column(named name: String) -> Int? {
        (0..<columnCount).first { column in
            unsafe PQfname(pointer, CInt(column)).map { unsafe strcmp($0, name) == 0 } ?? false
        }
    }

    /// Lends the bytes of one value; nil is NULL.
    func withCell<Result>(
        row: Int,
        column: Int,
        _ body: (borrowing Cell) throws(CellMismatch) -> Result
    ) throws(CellMismatch) -> Result? {
        precondition(row < rowCount && column < columnCount, "there is no such cell")
        let row = CInt(row)
        let column = CInt(column)
        guard unsafe PQgetisnull(pointer, row, column) == 0 else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, row, column),
            count: Int(PQgetlength(pointer, row, column))
        )
        return try body(unsafe Cell(bytes: bytes, type: PostgresType(oid: PQftype(pointer, column))))
    }

    /// The server's error in this result.
    func error(operation: String) -> PostgresError {
        let sqlState = field("C")
        let message = unsafe field("M") ?? String(cString: PQresultErrorMessage(pointer)).onOneLine
        return PostgresError(
            sqlState == nil ? .connectionLost : .statementFailed,
            sqlState: sqlState,
            operation: operation,
            message: message,
            detail: field("D"),
            hint: field("H"),
            constraint: field("n"),
            position: field("P").flatMap { Int($0) },
            isTransient: sqlState.map { PostgresError.isTransient(sqlState: $0, message: message) } ?? true
        )
    }

    /// One part of an error by its letter in the protocol (PG_DIAG_…, which Swift does not see).
    private func field(_ letter: Unicode.Scalar) -> String? {
        unsafe PQresultErrorField(pointer, CInt(letter.value)).map { unsafe String(cString: $0) }
    }
}

extension String {
    /// The text without line breaks, indentation and white space at its ends.
    var onOneLine: String {
        split(whereSeparator: \.isNewline)
            .map { line in line.drop(while: \.isWhitespace) }
            .filter { !$0.isEmpty }
            .joined(separator: "; ")
    }
}
