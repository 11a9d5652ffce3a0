/// Reads HTML as the plain text a person would see, roughly: tags go, blocks become lines, entities become characters.
///
/// It reads the source once from front to back, so hostile HTML costs no more than its length.
struct HTMLText {
    private let source: [UInt8]
    private var position = 0
    private var output: [UInt8] = []
    /// Line breaks owed before the next visible character.
    private var pendingBreaks = 0
    private var isSpacePending = false
    private var preformatted = 0

    /// The readable text of an HTML document or fragment.
    static func plainText(of html: String) -> String {
        var reader = HTMLText(source: Array(html.utf8))
        reader.read()
        return String(decoding: reader.output, as: UTF8.self).cleanedBody()
    }

    private init(source: [UInt8]) {
        self.source = source
        output.reserveCapacity(source.count / 2)
    }

    private mutating func read() {
        while position < source.count {
            let byte = source[position]
            switch byte {
            case UInt8(ascii: "<") where isMarkup(at: position + 1):
                readMarkup()
            case UInt8(ascii: "&"):
                if let reference = HTMLEntities.read(source, at: position) {
                    position += reference.length
                    for byte in String(reference.scalar).utf8 { appendVisible(byte) }
                } else {
                    appendVisible(byte)
                    position += 1
                }
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D:
                appendSpace(byte)
                position += 1
            default:
                appendVisible(byte)
                position += 1
            }
        }
    }

    /// Whether `<` begins a tag and is not merely a less-than sign.
    private func isMarkup(at index: Int) -> Bool {
        guard index < source.count else { return false }
        let byte = source[index].lowercasedASCII
        return (0x61...0x7A).contains(byte) || [UInt8(ascii: "/"), UInt8(ascii: "!"), UInt8(ascii: "?")].contains(byte)
    }

    private mutating func readMarkup() {
        if matches("<!--", at: position) {
            skip(past: "-->", from: position + 4)
            return
        }
        var index = position + 1
        let isClosing = source[index] == UInt8(ascii: "/")
        if isClosing { index += 1 }
        let nameStart = index
        while index < source.count, source[index].isTagNameByte { index += 1 }
        let name = String(decoding: source[nameStart..<index].map(\.lowercasedASCII), as: UTF8.self)
        position = endOfTag(from: index)

        if isClosing {
            close(name)
        } else if ["style", "script", "title", "head", "template", "xml"].contains(name) {
            // A head without an end would hide the whole mail: only raw-text elements may swallow what follows.
            if name != "head" { skip(past: "</\(name)", from: position, thenTag: true) }
        } else {
            open(name)
        }
    }

    /// The position after the `>` that ends a tag; a quoted attribute value may hold one.
    private func endOfTag(from start: Int) -> Int {
        var index = start
        var quote: UInt8?
        var firstEnd: Int?
        while index < source.count {
            let byte = source[index]
            if byte == UInt8(ascii: ">") {
                if quote == nil { return index + 1 }
                firstEnd = firstEnd ?? index + 1
            } else if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"),
                source[index - 1] == UInt8(ascii: "=") || source[index - 1] == 0x20
            {
                quote = byte
            }
            index += 1
        }
        return firstEnd ?? source.count  // a quote that is never closed ends with the tag it began in
    }

    private mutating func open(_ name: String) {
        switch name {
        case "br": pendingBreaks += 1
        case "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "hr":
            pendingBreaks = max(pendingBreaks, 2)
        case "pre":
            pendingBreaks = max(pendingBreaks, 2)
            preformatted += 1
        case "li":
            pendingBreaks = max(pendingBreaks, 1)
            for byte in "- ".utf8 { appendVisible(byte) }
        case "td", "th": isSpacePending = true
        case let name where Self.blocks.contains(name): pendingBreaks = max(pendingBreaks, 1)
        default: break
        }
    }

    private mutating func close(_ name: String) {
        switch name {
        case "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote":
            pendingBreaks = max(pendingBreaks, 2)
        case "pre":
            pendingBreaks = max(pendingBreaks, 2)
            preformatted = max(0, preformatted - 1)
        case "li": pendingBreaks = max(pendingBreaks, 1)
        case let name where Self.blocks.contains(name): pendingBreaks = max(pendingBreaks, 1)
        default: break
        }
    }

    private static let blocks: Set<String> = [
        "div", "tr", "section", "article", "header", "footer", "address", "center", "dt", "dd", "form", "fieldset",
        "figure", "main", "nav", "aside", "body", "tbody", "thead",
    ]

    private mutating func appendSpace(_ byte: UInt8) {
        guard preformatted > 0 else {
            isSpacePending = true
            return
        }
        if byte == 0x0A {
            pendingBreaks += 1
        } else if byte != 0x0D {
            appendVisible(byte)
        }
    }

    private mutating func appendVisible(_ byte: UInt8) {
        if pendingBreaks > 0 {
            if !output.isEmpty { output.append(contentsOf: repeatElement(0x0A, count: min(pendingBreaks, 3))) }
        } else if isSpacePending, let last = output.last, last != 0x20, last != 0x0A {
            output.append(0x20)
        }
        pendingBreaks = 0
        isSpacePending = false
        output.append(byte)
    }

    private func matches(_ text: StaticString, at index: Int) -> Bool {
        matches(Array(text.description.utf8), at: index)
    }

    private func matches(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index + bytes.count <= source.count else { return false }
        return bytes.indices.allSatisfy { source[index + $0].lowercasedASCII == bytes[$0] }
    }

    /// Moves past the next occurrence of an end mark, or to the end of the source when there is none.
    private mutating func skip(past end: String, from start: Int, thenTag: Bool = false) {
        let bytes = Array(end.utf8)
        var index = start
        while index < source.count, !(source[index] == bytes[0] && matches(bytes, at: index)) { index += 1 }
        position = index < source.count ? index + bytes.count : source.count
        if thenTag, position < source.count { position = endOfTag(from: position) }
    }
}

extension UInt8 {
    fileprivate var isTagNameByte: Bool {
        let byte = lowercasedASCII
        return (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || self == UInt8(ascii: ":")
            || self == UInt8(ascii: "-")
    }
}
