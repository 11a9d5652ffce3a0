/// A mailbox with the name its owner goes by.
package struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address as `local-part@domain`, with the case it came in.
    package var address: String
    /// The display name, decoded; nil when there is none.
    package var name: String?

    package init(_ address: String, name: String? = nil) {
        self.address = address
        self.name = name
    }

    /// Reads `Some Name name@example.com`, which lacks its angle brackets and which no grammar allows.
    init?(unbracketed text: String) {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let index = words.lastIndex(where: { MailAddress($0).isDeliverable }) else { return nil }
        let name = words[..<index].joined(separator: " ")
        self.init(words[index], name: name.isEmpty ? nil : name)
    }

    package var description: String {
        guard let name else { return address }
        return "\(name) <\(address)>"
    }

    /// Whether the address can stand in a header and in an SMTP command without changing its meaning.
    ///
    /// It is stricter than RFC 5321 on purpose: quoted local parts, route addresses and comments are refused, as are
    /// white space, control characters and angle brackets, so that no address can end a line or begin a new parameter.
    package var isDeliverable: Bool {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, address.utf8.count <= 320 else { return false }
        return address.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "<", ">", "(", ")", ",", ";", ":", "\"", "\\": false
            case "[", "]": parts[1].hasPrefix("[") && parts[1].hasSuffix("]")
            default: !scalar.isSpace && scalar.value > 0x20 && !(0x7F...0x9F).contains(scalar.value)
            }
        }
    }
}
