import CGMime

/// Turns the bytes of a text part into text, whatever the sender declared them to be.
enum TextDecoding {
    /// Decodes bytes; never fails, never answers NUL.
    ///
    /// Bytes that are valid UTF-8 though declared as ASCII or as nothing are UTF-8. Otherwise the declared charset is
    /// tried, then UTF-8, then Windows-1252; the one that fits best wins and what does not fit becomes `?`.
    ///
    /// - Parameters:
    ///   - bytes: the part's content after its transfer encoding.
    ///   - charset: the declared charset, in any spelling; nil when none was.
    /// - Returns: the text, with `\n` for every line ending.
    static func decode(_ bytes: [UInt8], charset: String?) -> String {
        let charset = charset.map(canonical)
        if let wide = charset.flatMap(wide), let text = decodeWide(bytes, as: wide) { return text.cleanedBody() }

        let isASCIICompatible = charset.map { ["utf-8", "us-ascii"].contains($0) } ?? true
        if isASCIICompatible, let text = String(validating: bytes, as: UTF8.self) {
            return text.withoutByteOrderMark.cleanedBody()
        }

        // GMime answers a C string, so a NUL in the middle would cut the rest off.
        let text = bytes.contains(0) ? bytes.filter { $0 != 0 } : bytes
        let options = ParserOptions(declared: charset)
        let decoded = unsafe options.use { options in
            unsafe text.withUnsafeBytes { buffer -> String? in
                guard let start = buffer.baseAddress else { return "" }
                return unsafe GMime.string(
                    taking: g_mime_utils_decode_8bit(options, start.assumingMemoryBound(to: CChar.self), buffer.count)
                )
            }
        }
        return (decoded ?? String(decoding: text, as: UTF8.self)).withoutByteOrderMark.cleanedBody()
    }

    /// The charset that mail under this name is really written in, as the WHATWG encoding standard has it.
    private static func canonical(_ name: String) -> String {
        let name = String(name.lowercased().filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" })
        return switch name {
        case "utf8", "unicode-1-1-utf-8", "utf-8": "utf-8"
        case "", "ascii", "us-ascii", "7bit", "8bit", "unknown-8bit", "default", "iso646-us": "us-ascii"
        case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "cp1252", "ansi_x3.4-1968": "windows-1252"
        case "iso-8859-9", "latin5": "windows-1254"
        case "iso-8859-11", "tis-620": "windows-874"
        case "gb2312", "gbk", "x-gbk", "gb_2312-80", "cp936": "gb18030"
        case "ks_c_5601-1987", "ks_c_5601", "euc-kr", "korean": "cp949"
        case "shift_jis", "shift-jis", "x-sjis", "sjis", "windows-31j": "cp932"
        case "iso-8859-8-i": "iso-8859-8"
        case "x-mac-roman": "macintosh"
        default: name
        }
    }

    private enum Wide {
        case utf16
        case utf16LittleEndian
    }

    private static func wide(_ charset: String) -> Wide? {
        switch charset {
        case "utf-16", "utf-16be", "utf16": .utf16
        case "utf-16le", "unicode": .utf16LittleEndian
        default: nil
        }
    }

    /// Decodes UTF-16, which is full of NULs that no C string could carry; nil when it is not that.
    private static func decodeWide(_ bytes: [UInt8], as wide: Wide) -> String? {
        guard bytes.count.isMultiple(of: 2), bytes.contains(0) || bytes.starts(with: [0xFE, 0xFF]) else { return nil }
        let isLittleEndian =
            bytes.starts(with: [0xFF, 0xFE]) || (wide == .utf16LittleEndian && !bytes.starts(with: [0xFE, 0xFF]))
        let units = stride(from: 0, to: bytes.count, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittleEndian ? second << 8 | first : first << 8 | second
        }
        return String(decoding: units, as: UTF16.self).withoutByteOrderMark
    }
}

extension String {
    fileprivate var withoutByteOrderMark: String {
        unicodeScalars.first == "\u{FEFF}" ? String(unicodeScalars.dropFirst()) : self
    }
}
