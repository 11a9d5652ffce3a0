/// Finds the moment at which a subscription can be ended without a delivery being on its way.
///
/// RabbitMQ 3.10 puts back what a quorum queue has handed out and the channel has not yet sent on when `basic.cancel`
/// comes, and counts it as delivered, though nobody saw it. Nothing is handed out to a consumer that has as much
/// unsettled as its prefetch allows. While settlements are held back, that is soon so where messages wait; where none
/// do, the queue says so, twice, since what it handed out before the first answer has arrived before the second.
struct WindDown {
    /// What is to be done now.
    enum Step: Hashable {
        /// Ask how many messages are ready.
        case ask
        /// Nothing, until something happens or this moment comes.
        case wait(until: ContinuousClock.Instant)
        /// End the subscription.
        case cancel
    }

    /// How long an empty queue must have been silent: others that end too may still have something to say.
    static let silence: Duration = .milliseconds(250)
    /// How long all of it may take; where messages trickle in, the last of them may be put back.
    static let limit: Duration = .seconds(2)
    private static let interval: Duration = .milliseconds(20)

    private let prefetch: Int
    private let giveUpAt: ContinuousClock.Instant
    private var lastDelivery: ContinuousClock.Instant?
    private var askAt: ContinuousClock.Instant
    private var isAsking = false
    /// Answers in a row, with no delivery between them, that nothing is ready.
    private var emptyAnswers = 0

    init(prefetch: Int, lastDelivery: ContinuousClock.Instant?, at now: ContinuousClock.Instant) {
        self.prefetch = prefetch
        self.lastDelivery = lastDelivery
        giveUpAt = now + Self.limit
        askAt = now
    }

    mutating func asked() {
        isAsking = true
    }

    mutating func delivered(at now: ContinuousClock.Instant) {
        lastDelivery = now
        emptyAnswers = 0
    }

    mutating func answered(ready: Int, at now: ContinuousClock.Instant) {
        isAsking = false
        emptyAnswers = ready == 0 ? emptyAnswers + 1 : 0
        askAt = emptyAnswers == 1 ? now : now + Self.interval
    }

    /// Says what to do, given how many deliveries are unsettled as the broker sees it.
    func next(unsettled: Int, at now: ContinuousClock.Instant) -> Step {
        let quietAt = lastDelivery.map { $0 + Self.silence } ?? now
        if unsettled >= prefetch || giveUpAt <= now || emptyAnswers >= 2 && quietAt <= now { return .cancel }
        if isAsking { return .wait(until: giveUpAt) }
        return askAt <= now ? .ask : .wait(until: min(askAt, giveUpAt))
    }
}
