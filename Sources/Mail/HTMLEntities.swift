/// The character references of HTML that mail is written with.
enum HTMLEntities {
    /// Reads the reference that begins with `&` at a position; nil when there is none, and the `&` stands for itself.
    ///
    /// - Returns: the character, and how many bytes its reference takes, the semicolon included where there is one.
    static func read(_ source: [UInt8], at start: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        var end = start + 1
        while end < source.count, end - start < 12, source[end].isReferenceByte { end += 1 }
        guard end > start + 1 else { return nil }
        let isTerminated = end < source.count && source[end] == UInt8(ascii: ";")
        let name = String(decoding: source[(start + 1)..<end], as: UTF8.self)
        let length = end - start + (isTerminated ? 1 : 0)

        if name.hasPrefix("#") {
            let digits = name.dropFirst()
            let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
            guard let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits) else { return nil }
            return (scalar(of: value), length)
        }
        guard isTerminated, let scalar = named[name] ?? named[name.lowercased()] else { return nil }
        return (scalar, length)
    }

    /// The character of a numeric reference; NUL, surrogates and numbers beyond Unicode are U+FFFD.
    private static func scalar(of value: UInt32) -> Unicode.Scalar {
        // References to C1 controls are always meant as Windows-1252, and the HTML standard reads them so.
        if value == 0x80 { return "€" }
        if (0x91...0x97).contains(value) { return Array("‘’“”•–—".unicodeScalars)[Int(value - 0x91)] }
        guard value != 0, let scalar = Unicode.Scalar(value) else { return "\u{FFFD}" }
        return scalar
    }

    private static let named: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ensp": " ", "emsp": " ",
        "thinsp": " ", "shy": "\u{AD}", "zwnj": "\u{200C}", "zwj": "\u{200D}", "copy": "©", "reg": "®", "trade": "™",
        "hellip": "…", "mdash": "—", "ndash": "–", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”",
        "bdquo": "„", "laquo": "«", "raquo": "»", "lsaquo": "‹", "rsaquo": "›", "bull": "•", "middot": "·", "deg": "°",
        "euro": "€", "pound": "£", "yen": "¥", "cent": "¢", "sect": "§", "para": "¶", "plusmn": "±", "times": "×",
        "divide": "÷", "frac12": "½", "frac14": "¼", "frac34": "¾", "micro": "µ", "iexcl": "¡", "iquest": "¿",
        "szlig": "ß", "auml": "ä", "Auml": "Ä", "ouml": "ö", "Ouml": "Ö", "uuml": "ü", "Uuml": "Ü", "euml": "ë",
        "Euml": "Ë", "iuml": "ï", "Iuml": "Ï", "aacute": "á", "Aacute": "Á", "eacute": "é", "Eacute": "É",
        "iacute": "í", "Iacute": "Í", "oacute": "ó", "Oacute": "Ó", "uacute": "ú", "Uacute": "Ú", "agrave": "à",
        "Agrave": "À", "egrave": "è", "Egrave": "È", "igrave": "ì", "ograve": "ò", "ugrave": "ù", "acirc": "â",
        "Acirc": "Â", "ecirc": "ê", "Ecirc": "Ê", "icirc": "î", "ocirc": "ô", "Ocirc": "Ô", "ucirc": "û", "ntilde": "ñ",
        "Ntilde": "Ñ", "atilde": "ã", "Atilde": "Ã", "otilde": "õ", "Otilde": "Õ", "ccedil": "ç", "Ccedil": "Ç",
        "aring": "å", "Aring": "Å", "aelig": "æ", "AElig": "Æ", "oslash": "ø", "Oslash": "Ø", "oelig": "œ",
        "OElig": "Œ", "scaron": "š", "Scaron": "Š", "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓", "check": "✓",
    ]
}

extension UInt8 {
    fileprivate var isReferenceByte: Bool {
        let byte = lowercasedASCII
        return (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || self == UInt8(ascii: "#")
    }
}
