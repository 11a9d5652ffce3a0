/// The readable texts of a part and of all parts below it, in their order.
struct BodyContent: Hashable {
    enum Text: Hashable {
        case plain(String)
        case html(String)
    }

    private(set) var texts: [Text] = []
    private(set) var html: [String] = []

    init() {}

    init(_ text: Text) {
        texts = [text]
        if case .html(let source) = text { html = [source] }
    }

    /// The content of parts that follow each other.
    static func all(of parts: [BodyContent]) -> BodyContent {
        var result = BodyContent()
        for part in parts {
            result.texts += part.texts
            result.html += part.html
        }
        return result
    }

    /// The content of parts that say the same in different ways: plain text for reading, the last HTML for its looks.
    ///
    /// Some mailers send an empty plain text beside their HTML; it is passed over.
    static func best(of parts: [BodyContent]) -> BodyContent {
        var result = BodyContent()
        result.html = parts.last { !$0.html.isEmpty }?.html ?? []
        let plain = parts.first { $0.texts.contains(where: \.isReadablePlainText) }
        result.texts = (plain ?? parts.last { !$0.html.isEmpty } ?? parts.first)?.texts ?? []
        return result
    }

    /// The whole as plain text, cut at a limit in bytes of UTF-8.
    func plainText(limit: Int) -> (text: String, isTruncated: Bool) {
        var result = ""
        for text in texts {
            guard result.utf8.count <= limit else { break }
            let next = text.asPlainText
            if next.isBlank, texts.count > 1 { continue }
            if !result.isEmpty, result.last != "\n" { result += "\n" }
            result += next
        }
        return result.truncated(toBytes: limit)
    }
}

extension BodyContent.Text {
    fileprivate var isReadablePlainText: Bool {
        switch self {
        case .plain(let text): !text.isBlank
        case .html: false
        }
    }

    fileprivate var asPlainText: String {
        switch self {
        case .plain(let text): text
        case .html(let source): HTMLText.plainText(of: source)
        }
    }
}
