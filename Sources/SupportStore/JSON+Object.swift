import Foundation
package import Postgres

extension JSON {
    /// A flat object of texts; keys are in order, so that equal objects are equal texts.
    package init(object: [String: String]) {
        var text = "{"
        for (key, value) in object.sorted(by: { $0.key < $1.key }) {
            if text.count > 1 { text += "," }
            JSON.append(key, to: &text)
            text += ":"
            JSON.append(value, to: &text)
        }
        text += "}"
        self.init(text)
    }

    /// Reads a flat object of texts; what is not one is empty.
    package var object: [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }

    /// Writes a JSON string; NUL becomes the replacement character, which PostgreSQL can hold.
    private static func append(_ value: String, to text: inout String) {
        text += "\""
        defer { text += "\"" }
        guard value.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            text += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}": text += "\u{FFFD}"
            case _ where scalar.value < 0x20:
                let code = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - code.count) + code
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
