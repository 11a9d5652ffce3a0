/// The words of a text, in lower case, as phrases are compared with them.
///
/// A word is a run of letters and digits; apostrophes within it are left out, so that "doesn't" is one word however it
/// is typed. Everything else separates.
struct Words: Sequence, IteratorProtocol {
    private var bytes: String.UTF8View.Iterator

    init(_ text: String) {
        bytes = Self.plain(text).utf8.makeIterator()
    }

    mutating func next() -> String? {
        var word: [UInt8] = []
        while let byte = bytes.next() {
            let folded = Self.folded(byte)
            if folded == Self.ignored { continue }
            if folded != Self.separator {
                word.append(folded)
            } else if !word.isEmpty {
                break
            }
        }
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    static let separator: UInt8 = 0
    static let ignored: UInt8 = 1

    /// A byte of a plain text as it counts in a word, or one of the two special values.
    @inline(__always)
    static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: byte
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "'"): ignored
        default: separator
        }
    }

    /// The text with what is beyond ASCII made comparable: lower case, and spaces for all that is no letter or digit.
    static func plain(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var plain: [UInt8] = []
        plain.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                plain.append(UInt8(truncatingIfNeeded: scalar.value))
            } else if scalar == "\u{2019}" || scalar == "\u{02BC}" {
                plain.append(UInt8(ascii: "'"))
            } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar.properties.generalCategory == .nonspacingMark
            {
                plain += scalar.properties.lowercaseMapping.utf8
            } else {
                plain.append(UInt8(ascii: " "))
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
