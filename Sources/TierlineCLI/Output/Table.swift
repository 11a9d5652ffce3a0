import Foundation

/// Columns that line up; cells are made safe to show.
struct Table {
    private let columns: [String]
    private let limit: Int
    private var rows: [[String]] = []

    /// - Parameters:
    ///   - columns: the headings.
    ///   - limit: the most columns of the terminal that one cell takes.
    init(_ columns: [String], cellsAtMost limit: Int = 60) {
        self.columns = columns
        self.limit = limit
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Adds a row; a cell without a value is a dash.
    mutating func add(_ cells: String?...) {
        precondition(cells.count == columns.count, "a row has \(columns.count) cells")
        rows.append(cells.map { TerminalText.line($0 ?? "–", atMost: limit) })
    }

    /// The table, or what is said when it is empty.
    func text(ifEmpty: String) -> String {
        guard !rows.isEmpty else { return ifEmpty }
        let lines = [columns] + rows
        let widths = columns.indices.map { column in lines.map { TerminalText.columns(of: $0[column]) }.max() ?? 0 }
        return lines.map { cells in
            let padded = zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - TerminalText.columns(of: cell))
            }
            return padded.joined(separator: "  ").trimmingSuffix { $0 == " " }
        }
        .joined(separator: "\n")
    }

    /// Names and values under each other, for one thing with many facts.
    static func facts(_ facts: [(name: String, value: String?)]) -> String {
        let facts = facts.compactMap { fact in fact.value.map { (fact.name, $0) } }
        let width = facts.map(\.0.count).max() ?? 0
        return facts.map { name, value in
            name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + TerminalText.line(value)
        }
        .joined(separator: "\n")
    }
}

extension String {
    fileprivate func trimmingSuffix(while belongs: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, belongs(last) { text.removeLast() }
        return String(text)
    }
}
