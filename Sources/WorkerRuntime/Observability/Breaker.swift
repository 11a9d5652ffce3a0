/// Whether some work goes on, waits for a server, or is tried again after that: what ``Pause`` does, for all to see.
package struct Breaker: Sendable {
    /// What the metric shows.
    package enum State: Double, Sendable {
        /// Work goes on.
        case closed = 0
        /// The servers answer again, and the work that failed is being tried.
        case halfOpen = 1
        /// Work waits for a server.
        case open = 2
    }

    private let gauge: Gauge

    init(_ gauge: Gauge) {
        self.gauge = gauge
    }

    package var state: State? { State(rawValue: gauge.value) }

    package func become(_ state: State) {
        gauge.set(state.rawValue)
    }
}
