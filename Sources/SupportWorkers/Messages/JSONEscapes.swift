/// Mends the two escapes that JSON allows and a text in PostgreSQL cannot hold.
enum JSONEscapes {
    /// The JSON with `\u0000` and halves of surrogate pairs replaced by the replacement character.
    ///
    /// Halves come from programs that cut a text at a number of UTF-16 units. What the customer said counts, so the
    /// rest of it is kept. The size does not change, and JSON without such escapes comes back as it is.
    static func storable(_ json: [UInt8]) -> [UInt8] {
        var json = json
        var index = 0
        while let backslash = json[index...].firstIndex(of: UInt8(ascii: "\\")) {
            guard let unit = codeUnit(at: backslash, of: json) else {
                index = min(backslash + 2, json.count)  // the escaped character cannot begin an escape
                continue
            }
            index = backslash + escapeLength
            switch unit {
            case 0xd800...0xdbff where isLowSurrogate(codeUnit(at: index, of: json)):
                index += escapeLength
            case 0, 0xd800...0xdfff:
                json.replaceSubrange((backslash + 2)..<index, with: Array("fffd".utf8))
            default:
                break
            }
        }
        return json
    }

    private static let escapeLength = 6

    private static func isLowSurrogate(_ unit: UInt16?) -> Bool {
        unit.map { 0xdc00...0xdfff ~= $0 } ?? false
    }

    /// The UTF-16 unit that a `\uXXXX` at `index` stands for, nil when there is none.
    private static func codeUnit(at index: Int, of json: [UInt8]) -> UInt16? {
        guard index + escapeLength <= json.count, json[index] == UInt8(ascii: "\\"),
            json[index + 1] == UInt8(ascii: "u")
        else { return nil }
        return json[(index + 2)..<(index + escapeLength)].reduce(UInt16(0)) { unit, byte in
            guard let unit, let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            return unit << 4 | UInt16(digit)
        }
    }
}
