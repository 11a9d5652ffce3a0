/// One caller's use of a connection: what may interrupt it and how long it waits for a server.
struct Use: Sendable {
    let interrupt: Interrupt
    let patienceEnds: ContinuousClock.Instant

    init(deadline: Duration?, patience: Duration) {
        let now = ContinuousClock.now
        interrupt = Interrupt(deadline: deadline.map { now + $0 })
        patienceEnds = now + patience
    }
}
