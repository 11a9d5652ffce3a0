/// What went wrong between this process and RabbitMQ.
///
/// The message is one readable sentence that says what to do where that is known; it never contains a password.
package struct AMQPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure a caller may tell apart.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case invalidConfiguration, unreachable, accessRefused, virtualHostRefused, tlsFailed, connectionLost
            case blocked, nacked, unroutable, confirmTimedOut, notFound, preconditionFailed, consumerCancelled
            case invalidMessage, topologyDiffers, closed
        }

        private let kind: Kind

        /// A URL, file or setting that can never work.
        package static let invalidConfiguration = Code(kind: .invalidConfiguration)
        /// No host answered.
        package static let unreachable = Code(kind: .unreachable)
        /// A wrong user or password, or a permission that is missing.
        package static let accessRefused = Code(kind: .accessRefused)
        /// The virtual host is missing, or this user may not enter it.
        package static let virtualHostRefused = Code(kind: .virtualHostRefused)
        /// The certificate, the host name in it or the handshake failed.
        package static let tlsFailed = Code(kind: .tlsFailed)
        /// The connection or its channel ended; a new one is being made.
        package static let connectionLost = Code(kind: .connectionLost)
        /// The broker's memory or disk alarm is on and publishing waited long enough.
        package static let blocked = Code(kind: .blocked)
        /// The broker could not take responsibility for the message.
        package static let nacked = Code(kind: .nacked)
        /// No queue is bound for this exchange and routing key.
        package static let unroutable = Code(kind: .unroutable)
        /// The broker did not confirm in time; the message may or may not have arrived.
        package static let confirmTimedOut = Code(kind: .confirmTimedOut)
        /// An exchange or queue does not exist.
        package static let notFound = Code(kind: .notFound)
        /// An exchange or queue exists with other properties, or the broker refuses the message itself.
        package static let preconditionFailed = Code(kind: .preconditionFailed)
        /// The broker ended the subscription, usually because the queue was deleted.
        package static let consumerCancelled = Code(kind: .consumerCancelled)
        /// The message cannot be expressed in AMQP 0-9-1.
        package static let invalidMessage = Code(kind: .invalidMessage)
        /// The broker's exchanges and queues are not the expected ones.
        package static let topologyDiffers = Code(kind: .topologyDiffers)
        /// ``Publisher/close()`` or ``Consumer/close()`` was called before.
        package static let closed = Code(kind: .closed)

        package var description: String { kind.rawValue }
    }

    /// What became of one message of a batch that did not go through whole.
    package struct PublishFailure: Hashable, Sendable {
        /// The position in the batch given to ``Publisher/publish(_:)``.
        package let index: Int
        package let code: Code
        package let message: String
        /// Whether publishing the same message again later can succeed.
        package let isTransient: Bool
    }

    package let code: Code
    /// The AMQP method or the step that failed, such as `basic.publish`.
    package let operation: String
    package let message: String
    /// Whether the same call can succeed later without anybody changing the message or the configuration.
    package let isTransient: Bool
    /// The messages of a batch that were not confirmed, by ascending index; all others of the batch were.
    package let failures: [PublishFailure]

    package init(
        _ code: Code,
        operation: String,
        message: String,
        isTransient: Bool,
        failures: [PublishFailure] = []
    ) {
        self.code = code
        self.operation = operation
        self.message = message
        self.isTransient = isTransient
        self.failures = failures
    }

    package var description: String { "\(operation): \(message)" }
}

extension AMQPError {
    /// Sums up what failed in a batch; transient only if every failure is.
    init(failures: [PublishFailure], ofBatchOf count: Int) {
        let sorted = failures.sorted { $0.index < $1.index }
        let decisive = sorted.first { !$0.isTransient } ?? sorted[0]
        let share = count == 1 ? "" : "\(sorted.count) of \(count) messages failed; the first: "
        self.init(
            decisive.code,
            operation: "basic.publish",
            message: share + decisive.message,
            isTransient: sorted.allSatisfy(\.isTransient),
            failures: sorted
        )
    }

    /// Reads a close method of the broker, whose code and text are those of AMQP 0-9-1.
    static func closed(by replyCode: Int, _ text: String, operation: String) -> AMQPError {
        let (code, isTransient): (Code, Bool) =
            switch replyCode {
            case 403: (.accessRefused, false)
            case 404: (.notFound, false)
            case 406: (.preconditionFailed, false)
            case 530: (.virtualHostRefused, false)
            default: (.connectionLost, true)  // forced, internal, resource: the broker's trouble, not ours
            }
        return AMQPError(code, operation: operation, message: "RabbitMQ says: \(text)", isTransient: isTransient)
    }
}
