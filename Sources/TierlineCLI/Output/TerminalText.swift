import Foundation

/// Text from outside, made safe to show: a subject must not be able to move the cursor or recolour the terminal.
enum TerminalText {
    /// The text on one line; control and direction characters become the replacement character.
    static func line(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    if scalar.properties.isWhitespace, scalar.value < 0x80 { return " " }
                    return isHarmless(scalar) ? scalar : "\u{FFFD}"
                }
            )
        )
    }

    /// The text with its lines and tabs, everything else as in ``line(_:)``.
    static func block(_ text: String) -> String {
        text.split(separator: /\r\n|\r|\n/, omittingEmptySubsequences: false).map { line(String($0)) }
            .joined(separator: "\n")
    }

    /// The text on one line of at most `width` columns.
    static func line(_ text: String, atMost width: Int) -> String {
        let text = line(text)
        guard columns(of: text) > width else { return text }
        var kept = ""
        var used = 0
        for character in text {
            used += columns(of: character)
            if used > width - 1 { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// How many columns a terminal needs for the text.
    static func columns(of text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + columns(of: $1) }
    }

    private static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        return isWide(scalar) || scalar.properties.isEmojiPresentation ? 2 : 1
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: false
        default: true
        }
    }
}
