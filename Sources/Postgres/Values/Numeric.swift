/// PostgreSQL's decimal number, as sums and averages return it.
struct Numeric {
    private let digits: [Int]  // base 10,000
    private let weight: Int  // of the first digit, in powers of 10,000
    private let sign: UInt16
    private let scale: Int

    init?(_ cell: borrowing Cell) {
        guard cell.type == .numeric,
            let count = cell.integer(at: 0, as: Int16.self),
            let weight = cell.integer(at: 2, as: Int16.self),
            let sign = cell.integer(at: 4, as: UInt16.self),
            let scale = cell.integer(at: 6, as: Int16.self),
            cell.count == 8 + 2 * Int(count)
        else { return nil }

        var digits: [Int] = []
        for index in 0..<Int(count) {
            digits.append(Int(cell.integer(at: 8 + 2 * index, as: Int16.self) ?? 0))
        }
        self.digits = digits
        self.weight = Int(weight)
        self.sign = sign
        self.scale = Int(scale)
    }

    private var isFinite: Bool { sign == 0 || sign == 0x4000 }

    /// The value when it is whole and fits.
    var integer: Int64? {
        guard isFinite, digits.isEmpty || digits.count <= weight + 1 else { return nil }
        return Int64(text.prefix { $0 != "." })
    }

    var double: Double? { Double(text) }

    /// The value as PostgreSQL prints it.
    var text: String {
        switch sign {
        case 0xC000: return "NaN"
        case 0xD000: return "Infinity"
        case 0xF000: return "-Infinity"
        default: break
        }
        var text = sign == 0x4000 ? "-" : ""
        text += weight < 0 ? "0" : String(digit(0))
        for position in stride(from: 1, through: weight, by: 1) {
            text += padded(digit(position))
        }
        guard scale > 0 else { return text }

        var fraction = ""
        var position = max(weight + 1, 0)
        // A weight below -1 means that the first digits after the point are zeros which were not sent.
        for _ in stride(from: -1, to: weight, by: -1) { fraction += "0000" }
        while fraction.count < scale {
            fraction += padded(digit(position))
            position += 1
        }
        return text + "." + fraction.prefix(scale)
    }

    /// The digit at a position from the first; positions before and after those sent are zero.
    private func digit(_ position: Int) -> Int {
        digits.indices.contains(position) ? digits[position] : 0
    }

    private func padded(_ digit: Int) -> String {
        let text = String(digit)
        return String(repeating: "0", count: 4 - text.count) + text
    }
}
