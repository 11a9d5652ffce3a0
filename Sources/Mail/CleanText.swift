/// What a text from outside must look like before it is stored, shown or put into a header.
extension String {
    /// The text without NUL, which PostgreSQL's text cannot hold, and with `\n` for every line ending.
    func cleanedBody() -> String {
        guard utf8.contains(where: { $0 == 0 || $0 == 0x0D }) else { return self }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        var previous: UInt8 = 0
        for byte in utf8 {
            switch byte {
            case 0: break
            case 0x0D: bytes.append(0x0A)
            case 0x0A where previous == 0x0D: break
            default: bytes.append(byte)
            }
            previous = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text on one line: each run of control characters and line separators has become one space, none is at the ends.
    func singleLine() -> String {
        if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return trimmingSpaces() }
        if utf8.allSatisfy({ $0 < 0x80 }) { return singleLineOfASCII().trimmingSpaces() }
        var result = String.UnicodeScalarView()
        var isGap = false
        for scalar in unicodeScalars {
            if scalar.isLineBreakingControl {
                isGap = true
                continue
            }
            if isGap, !result.isEmpty { result.append(" ") }
            isGap = false
            result.append(scalar)
        }
        return String(result).trimmingSpaces()
    }

    /// Folded fields of trace headers are in every mail, so they are worth a pass over bytes instead of scalars.
    private func singleLineOfASCII() -> String {
        var result: [UInt8] = []
        result.reserveCapacity(utf8.count)
        var isGap = false
        for byte in utf8 {
            if byte < 0x20 || byte == 0x7F {
                isGap = true
                continue
            }
            if isGap, !result.isEmpty { result.append(0x20) }
            isGap = false
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The text without spaces and tabs at its ends.
    func trimmingSpaces() -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let start = utf8.firstIndex(where: { !isSpace($0) }), let end = utf8.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(self[start..<utf8.index(after: end)])
    }

    /// The longest beginning of whole characters within that many bytes of UTF-8.
    func truncated(toBytes limit: Int) -> (text: String, isTruncated: Bool) {
        guard utf8.count > limit else { return (self, false) }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end > startIndex, end.samePosition(in: self) == nil {
            utf8.formIndex(before: &end)
        }
        return (String(self[..<end]), true)
    }

    /// Whether there is anything to read.
    var isBlank: Bool {
        unicodeScalars.allSatisfy { $0.isSpace || $0 == "\u{FEFF}" || $0 == "\u{200B}" }
    }
}

extension Unicode.Scalar {
    /// Whether it is white space; quick for ASCII, which nearly all headers are.
    var isSpace: Bool {
        isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
    }

    fileprivate var isLineBreakingControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }
}
