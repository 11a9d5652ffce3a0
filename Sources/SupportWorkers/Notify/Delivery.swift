package import SupportStore
package import WorkerRuntime

/// How the other side took a notification.
package enum DeliveryAnswer: Sendable, Hashable {
    /// It has it now.
    case delivered(String)
    /// Not this time; another try may succeed.
    case temporaryFailure(String)
    /// Never, as it stands.
    case permanentFailure(String)
}

/// One way out of the fleet.
///
/// A try may follow one that did arrive, when the worker died before it could write that down. Each way out passes the
/// notification's id on as its idempotency key, so that the other side can tell.
package protocol DeliveryDoor: Sendable {
    /// Tries once, within a bounded time; never throws, because a failure is an answer.
    ///
    /// A way out that can carry the trace hands it on, so that what the other side does is found with what led to it.
    func deliver(_ notification: StoredNotification, in trace: TraceContext) async -> DeliveryAnswer
}

/// Takes everything and keeps nothing: for measuring the fleet without a mail server.
package struct NullDoor: DeliveryDoor {
    package init() {}

    package func deliver(_: StoredNotification, in _: TraceContext) async -> DeliveryAnswer {
        .delivered("discarded")
    }
}
