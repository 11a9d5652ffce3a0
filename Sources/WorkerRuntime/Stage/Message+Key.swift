package import AMQP
import Crypto
package import Foundation

extension Message {
    /// What makes a copy of this message recognisable: its message id, else the SHA-256 of its body in hexadecimal.
    package var key: String {
        if let messageID, !messageID.isEmpty {
            // PostgreSQL's text has no NUL, and this key is stored in many places.
            return messageID.utf8.contains(0) ? messageID.replacing("\0", with: "\u{fffd}") : messageID
        }
        var key = ""
        for byte in SHA256.hash(data: body) {
            key.append(hexadecimalDigit(byte >> 4))
            key.append(hexadecimalDigit(byte & 0xf))
        }
        return key
    }

    /// When the fleet accepted the message that started it all: microseconds since 1970 in a header.
    ///
    /// The runtime carries it from each message to those it causes, so that every stage can say how long the customer
    /// has been waiting. It falls back on the timestamp property, which knows whole seconds only.
    package var acceptedAt: Date? {
        get {
            guard let microseconds = headers[HeaderName.acceptedAt]?.int else { return timestamp }
            return Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
        }
        set {
            headers[HeaderName.acceptedAt] = newValue.map { .microseconds(of: $0) }
        }
    }
}

func hexadecimalDigit(_ value: UInt8) -> Character {
    Character(UnicodeScalar(value < 10 ? 48 + value : 87 + value))
}
