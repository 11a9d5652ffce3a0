import AMQP
import Crypto

/// The W3C trace context of a message, as its `traceparent` header carries it.
///
/// A message without one starts a trace whose id follows from the message's key, and the ids of children follow from
/// their parent and position: running something again makes the same ids.
package struct TraceContext: Hashable, Sendable {
    private var traceHigh: UInt64
    private var traceLow: UInt64
    private var span: UInt64
    private var flags: UInt8

    /// The trace of a message that carries none.
    package init(startedBy key: String) {
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in SHA256.hash(data: Array(key.utf8)).enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        traceHigh = words[0]
        traceLow = words[1] | 1  // an id of zeros is no id
        span = words[2] | 1
        flags = 1
    }

    /// Reads a `traceparent`; answers nil when it is malformed or of the reserved version `ff`.
    package init?(traceparent: String) {
        let parts = traceparent.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[1].count == 32, parts[2].count == 16, parts[3].count == 2,
            let version = hexadecimalNumber(parts[0]), version != 0xff, version > 0 || parts.count == 4,
            let high = hexadecimalNumber(parts[1].prefix(16)),
            let low = hexadecimalNumber(parts[1].suffix(16)),
            let span = hexadecimalNumber(parts[2]), span != 0, high | low != 0,
            let flags = hexadecimalNumber(parts[3])
        else { return nil }
        (traceHigh, traceLow, self.span, self.flags) = (high, low, span, UInt8(flags))
    }

    init(of message: Message, key: String) {
        self =
            message.headers[HeaderName.traceparent]?.string.flatMap(TraceContext.init(traceparent:))
            ?? TraceContext(startedBy: key)
    }

    /// The header's text.
    package var traceparent: String {
        var text: [UInt8] = []
        text.reserveCapacity(55)
        text += "00-".utf8
        appendHexadecimal(traceHigh, digits: 16, to: &text)
        appendHexadecimal(traceLow, digits: 16, to: &text)
        text.append(UInt8(ascii: "-"))
        appendHexadecimal(span, digits: 16, to: &text)
        text.append(UInt8(ascii: "-"))
        appendHexadecimal(UInt64(flags), digits: 2, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The trace's id, 32 hexadecimal digits, as logs show it.
    package var traceID: String {
        var text: [UInt8] = []
        appendHexadecimal(traceHigh, digits: 16, to: &text)
        appendHexadecimal(traceLow, digits: 16, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The context of the `index`th thing this one causes in `step`.
    package func child(in step: String, index: Int) -> TraceContext {
        var hash = span ^ UInt64(truncatingIfNeeded: index &+ 1) &* 0x9e37_79b9_7f4a_7c15
        for byte in step.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
        var child = self
        child.span = (hash ^ hash >> 31) | 1
        return child
    }
}

private func hexadecimalNumber(_ digits: some Sequence<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - 48)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - 87)
        default: return nil
        }
    }
    return value
}

private func appendHexadecimal(_ value: UInt64, digits: Int, to text: inout [UInt8]) {
    for place in (0..<digits).reversed() {
        let digit = UInt8(truncatingIfNeeded: value >> (UInt64(place) * 4)) & 0xf
        text.append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a"))
    }
}
