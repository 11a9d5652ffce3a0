/// A sequence of words to look for, as a policy writes it.
///
/// `system down` are two words side by side; in `system .. down` up to five others may stand between; `crash*` is every
/// word that begins so. Case, punctuation and apostrophes do not matter.
package struct Phrase: Hashable, Sendable, LosslessStringConvertible {
    /// A word, or the beginning of one.
    struct Word: Hashable, Sendable {
        let text: String
        let isPrefix: Bool
        /// How many other words may stand before it.
        let gap: Int
    }

    package let description: String
    let words: [Word]

    /// Nil for a phrase without words, with an asterisk elsewhere than at the end of a word, or that begins with a gap.
    package init?(_ description: String) {
        var words: [Word] = []
        var gap = 0
        for piece in description.split(whereSeparator: \.isWhitespace) {
            if piece == ".." {
                guard !words.isEmpty, gap == 0 else { return nil }
                gap = Self.widestGap
                continue
            }
            let isPrefix = piece.hasSuffix("*")
            let stem = isPrefix ? piece.dropLast() : piece
            guard !stem.contains("*") else { return nil }
            let tokens = Words(String(stem)).map { String($0) }
            guard !tokens.isEmpty else { return nil }
            for (index, token) in tokens.enumerated() {
                words.append(Word(text: token, isPrefix: isPrefix && index == tokens.count - 1, gap: gap))
                gap = 0
            }
        }
        guard !words.isEmpty, gap == 0 else { return nil }
        self.description = description
        self.words = words
    }

    private static let widestGap = 5
}
