/// The keys webhooks are signed with: one for each receiver, or one that all of them share.
///
/// Who knows a key can sign with it, so receivers that do not trust each other have keys of their own.
package struct WebhookKeys: Sendable, Hashable {
    /// By host, in small letters.
    private var keys: [String: String] = [:]
    private var shared: String?

    /// One key for every receiver.
    package init(shared: String) {
        self.shared = shared
    }

    /// Reads a key file: a line `HOST KEY` for each receiver, and a line `KEY` for all others. Empty lines and those that
    /// begin with `#` say nothing.
    ///
    /// - Throws: what is wrong with which line; never a key.
    package init(parsing text: String) throws(WebhookKeyMistake) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            let isRepeated: Bool
            switch words.count {
            case 1:
                isRepeated = shared != nil
                shared = first
            case 2:
                let host = Self.name(of: first)
                guard host == "localhost" || host.contains(where: { ".:".contains($0) }) else {
                    throw WebhookKeyMistake(line: index + 1, problem: "begins with no host; a key has no blank in it")
                }
                isRepeated = keys.updateValue(words[1], forKey: host) != nil
            default: throw WebhookKeyMistake(line: index + 1, problem: "must be KEY, or HOST KEY")
            }
            if isRepeated {
                throw WebhookKeyMistake(line: index + 1, problem: "gives a second key for the same receivers")
            }
        }
        if keys.isEmpty, shared == nil { throw WebhookKeyMistake(line: 1, problem: "there is no key in it") }
    }

    /// The key for a receiver; nil when there is none.
    package func key(for host: String) -> String? { keys[Self.name(of: host)] ?? shared }

    /// A host as it is looked up: `Hooks.example.com.` is `hooks.example.com`.
    private static func name(of host: String) -> String {
        let name = host.lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }
}

/// What is wrong with a key file.
package struct WebhookKeyMistake: Error, Hashable {
    package let line: Int
    package let problem: String
}
