/// Work that a service does round after round by itself, without messages: what health and breaker say of it.
///
/// A round that succeeds is progress, and there is always work to look for: when none has succeeded for as long as a
/// stall takes, `/healthz` fails, unless the last one failed because of a server or of what an operator has to mend.
package struct RecurringWork: Sendable {
    private let name: String
    private let health: Health
    private let breaker: Breaker

    /// Begins to watch it, until ``end()``.
    package init(_ name: String, in context: WorkerContext) {
        self.name = name
        health = context.health
        breaker = context.metrics.breaker(of: name)
        health.noteProgress(name, isBusy: true)
    }

    /// A round was finished.
    package func succeed() {
        health.noteProgress(name, isBusy: true)
        health.report(name, isUnreadyBecause: nil)
        breaker.become(.closed)
    }

    /// A round failed and another will be begun.
    package func fail(_ error: any Error) {
        if [.transient, .circumstances].contains(Trouble(error)) { health.notePause(name) }
        health.report(name, isUnreadyBecause: "\(error)")
        breaker.become(.open)
    }

    /// No more rounds are to come.
    package func end() {
        health.forget(name)
    }
}
