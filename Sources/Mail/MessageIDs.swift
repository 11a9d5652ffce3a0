/// Reads the message ids of Message-ID, In-Reply-To and References, however badly they are written.
enum MessageIDs {
    /// The ids of a header value without their angle brackets, each once, in their order.
    ///
    /// White space inside an id is a line that was folded in the wrong place and is dropped. A value without any
    /// bracketed id is taken as bare ids between white space; what has no `@` is then prose and is left out.
    static func parse(_ value: String) -> [String] {
        if let id = soleID(value) { return [id] }
        var ids: [String] = []
        var seen: Set<String> = []
        func add(_ id: some Sequence<Unicode.Scalar>) {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: id.lazy.filter { !$0.isSpace && $0.value > 0x20 && $0 != "\u{7F}" })
            let id = String(text)
            if !id.isEmpty, seen.insert(id).inserted { ids.append(id) }
        }

        var rest = Substring(value).unicodeScalars
        while let open = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: open)...]
            // An id that is never closed ends where the next one begins.
            let end = rest.firstIndex { $0 == ">" || $0 == "<" } ?? rest.endIndex
            add(rest[..<end])
            rest = rest[end...]
        }
        guard ids.isEmpty else { return ids }

        for word in value.unicodeScalars.split(whereSeparator: { $0.isSpace || $0 == "," })
        where word.contains("@") {
            add(word.lazy.filter { $0 != "<" && $0 != ">" })
        }
        return ids
    }

    /// The id of a value that is one id in angle brackets and nothing else, as nearly all are; nil for any other.
    private static func soleID(_ value: String) -> String? {
        let bytes = value.utf8
        guard bytes.count > 2, bytes.first == UInt8(ascii: "<"), bytes.last == UInt8(ascii: ">") else { return nil }
        let id = bytes.dropFirst().dropLast()
        let isPlain = id.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
        return isPlain ? String(id) : nil
    }

    /// The first id and the latest others, within the limit.
    static func bounded(_ ids: [String], to limit: Int) -> [String] {
        guard ids.count > limit, let first = ids.first, limit > 0 else { return ids }
        return [first] + ids.suffix(limit - 1)
    }
}
