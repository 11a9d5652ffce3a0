/// Says why a mail could not be read, composed or stored.
package struct MailError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for code to branch on.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case notAMail
            case tooLarge
            case invalidAddress
            case invalidHeader
            case invalidConfiguration
            case composition
            case storage
        }

        private let value: Value

        /// The bytes hold no header field at all.
        package static let notAMail = Code(value: .notAMail)
        /// The mail is larger than ``MailLimits/bytes``.
        package static let tooLarge = Code(value: .tooLarge)
        /// An address cannot stand in a header or an envelope.
        package static let invalidAddress = Code(value: .invalidAddress)
        /// A header's name, or the id of a message, cannot stand in a mail.
        package static let invalidHeader = Code(value: .invalidHeader)
        /// The configuration names no mail server.
        package static let invalidConfiguration = Code(value: .invalidConfiguration)
        /// The composed mail could not be written out.
        package static let composition = Code(value: .composition)
        /// A file or folder of a Maildir could not be written.
        package static let storage = Code(value: .storage)

        package var description: String { value.rawValue }
    }

    package var code: Code
    /// What was being done, such as "parse" or "deliver to a Maildir".
    package var operation: String
    /// One sentence for an operator.
    package var message: String
    /// Whether the same call may succeed later without anything being changed in the mail.
    package var isTransient: Bool

    package init(code: Code, operation: String, message: String, isTransient: Bool = false) {
        self.code = code
        self.operation = operation
        self.message = message
        self.isTransient = isTransient
    }

    package var description: String { "\(operation): \(message)" }
}
