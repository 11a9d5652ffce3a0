package import Foundation
package import SupportDomain

/// A ticket as somebody outside names it.
package enum TicketReference: Hashable, Sendable {
    case id(TicketID)
    case number(Int)

    /// Reads `AB-1042`, `1042` or a ticket's id; nil for anything else.
    ///
    /// `prefix` is the programme's own; a number under another one is not of this programme.
    package init?(_ text: String, prefix: String) {
        let text = text.trimmingCharacters(in: .whitespaces)
        if let id = TicketID(text) {
            self = .id(id)
            return
        }
        let digits =
            text.uppercased().hasPrefix("\(prefix.uppercased())-") ? text.dropFirst(prefix.count + 1) : text[...]
        guard let number = Int(digits), number > 0, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        self = .number(number)
    }

    package var id: TicketID? {
        if case .id(let id) = self { id } else { nil }
    }

    package var number: Int? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The number in square brackets in a subject, as our mails carry it: `Re: [AB-1042] Export fails`.
    package init?(inSubject subject: String, prefix: String) {
        guard subject.utf8.contains(UInt8(ascii: "[")) else { return nil }
        for part in subject.split(separator: "[", omittingEmptySubsequences: false).dropFirst() {
            guard let end = part.firstIndex(of: "]") else { continue }
            let name = part[..<end]
            guard name.uppercased().hasPrefix("\(prefix.uppercased())-") else { continue }
            if let reference = TicketReference(String(name), prefix: prefix) {
                self = reference
                return
            }
        }
        return nil
    }
}

/// The Message-IDs of our own mails, from which a reply's ticket can be read without looking anything up.
package enum OwnMessageID {
    /// The Message-ID of a notification: the same for every try to deliver it.
    ///
    /// `domain` is what follows the `@`: the domain of the programme's own address.
    package static func make(_ notification: UUID, on ticket: TicketID, domain: String) -> String {
        "\(notification.uuidString.lowercased()).\(ticket)\(mark)@\(domain)"
    }

    /// The ticket that a Message-ID of ours belongs to; nil for anybody else's.
    package static func ticket(in messageID: String) -> TicketID? {
        guard let at = messageID.utf8.firstIndex(of: UInt8(ascii: "@")) else { return nil }
        let local = messageID[..<at]
        guard local.utf8.count > mark.utf8.count, local.utf8.suffix(mark.utf8.count).elementsEqual(mark.utf8) else {
            return nil
        }
        let parts = local.dropLast(mark.count).split(separator: ".")
        return parts.count == 2 ? TicketID(parts[1]) : nil
    }

    private static let mark = ".tierline"
}
