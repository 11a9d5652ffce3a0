/// Why a message cannot be dealt with, now or later; an operator reads it beside the message.
package struct Rejection: Error, Hashable, Sendable {
    package var reason: DeadLetterReason
    /// One readable sentence that says what is wrong with this message.
    package var error: String

    package init(reason: DeadLetterReason, error: String) {
        self.reason = reason
        self.error = error
    }

    /// The bytes are not what the content type promises.
    package static func undecodable(_ error: String) -> Rejection {
        Rejection(reason: .undecodable, error: error)
    }

    /// The message is well formed, of a type or version that is not known here.
    package static func unsupported(_ error: String) -> Rejection {
        Rejection(reason: .unsupported, error: error)
    }

    /// The message is understood and breaks a rule.
    package static func refused(_ error: String) -> Rejection {
        Rejection(reason: .refused, error: error)
    }
}

/// The kinds of dead letters, as the database names them.
package enum DeadLetterReason: String, CaseIterable, Hashable, Sendable {
    /// The bytes are not what the content type promises.
    case undecodable
    /// Well formed, of a type or version that is not known.
    case unsupported
    /// Understood, and it breaks a rule.
    case refused
    /// Larger than the configured limit.
    case oversized
    /// It ended the process that worked on it, each time.
    case crash
    /// Working on it failed with an error that another try would not mend.
    case failed
    /// The broker gave up on it.
    case broker
    /// No queue was bound for it.
    case unroutable
}
