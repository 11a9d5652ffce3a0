package import AMQP
package import Foundation

/// An outgoing message that was stored, to be published after the commit.
package struct OutboxRow: Hashable, Sendable {
    package let id: UUID
    package let message: OutgoingMessage
}
