package import AMQP
import Crypto
package import Foundation

extension OutgoingMessage {
    /// Completes a message that a stage returned without what it owes to the message that caused it.
    ///
    /// An id that the stage did not set follows from the cause, the step and the position, so that a second run makes
    /// the same one. The trace goes on in a child, and the time of acceptance is handed down.
    package func caused(by cause: Cause, in step: String, index: Int) -> OutgoingMessage {
        var outgoing = self
        if outgoing.message.messageID == nil {
            outgoing.message.messageID = derivedID(cause.key, step, index)
        }
        if outgoing.message.headers[HeaderName.traceparent] == nil {
            outgoing.message.headers[HeaderName.traceparent] =
                .string(cause.trace.child(in: step, index: index).traceparent)
        }
        if outgoing.message.headers[HeaderName.acceptedAt] == nil {
            outgoing.message.headers[HeaderName.acceptedAt] = .microseconds(of: cause.acceptedAt)
        }
        return outgoing
    }

    /// What made a message necessary: another message, or a timer.
    package struct Cause: Sendable {
        package var key: String
        package var trace: TraceContext
        package var acceptedAt: Date

        package init(key: String, trace: TraceContext? = nil, acceptedAt: Date) {
            self.key = key
            self.trace = trace ?? TraceContext(startedBy: key)
            self.acceptedAt = acceptedAt
        }
    }
}

private func derivedID(_ key: String, _ step: String, _ index: Int) -> String {
    var id = ""
    for byte in SHA256.hash(data: Array("\(key)\u{0}\(step)\u{0}\(index)".utf8)).prefix(16) {
        id.append(hexadecimalDigit(byte >> 4))
        id.append(hexadecimalDigit(byte & 0xf))
    }
    return id
}
