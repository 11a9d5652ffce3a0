/// One header field, its value unfolded and decoded.
package struct MailHeader: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The header fields of a mail in the order they came; names are compared without regard to case.
package struct MailHeaders: Hashable, Sendable {
    package var fields: [MailHeader]

    package init(_ fields: [MailHeader] = []) {
        self.fields = fields
    }

    /// The value of the first field of that name.
    package subscript(name: String) -> String? {
        fields.first { $0.name.isSameHeaderName(as: name) }?.value
    }

    /// The values of all fields of that name, in their order.
    package func all(_ name: String) -> [String] {
        fields.filter { $0.name.isSameHeaderName(as: name) }.map(\.value)
    }
}

extension String {
    /// Whether two header names are the same but for the case of their ASCII letters.
    func isSameHeaderName(as other: String) -> Bool {
        utf8.count == other.utf8.count
            && zip(utf8, other.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }
}

extension UInt8 {
    var lowercasedASCII: UInt8 {
        (0x41...0x5A).contains(self) ? self + 0x20 : self
    }
}
