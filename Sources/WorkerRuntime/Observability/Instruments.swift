import Synchronization

/// A number that only grows.
package final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    package func increment(by count: Int = 1) {
        value.add(count, ordering: .relaxed)
    }

    package var count: Int { value.load(ordering: .relaxed) }
}

/// A number that goes up and down.
package final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    package func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

/// Counts observations by size.
package final class Histogram: Sendable {
    /// Seconds, from a tenth of a millisecond to minutes.
    package static let seconds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    ]
    /// Numbers of things, in powers of two.
    package static let counts: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]

    struct State {
        var counts: [Int]
        var sum = 0.0
        var count = 0
    }

    let bounds: [Double]
    private let state: Mutex<State>

    package init(bounds: [Double] = Histogram.seconds) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count)))
    }

    package func observe(_ value: Double) {
        observe(CollectionOfOne(value))
    }

    package func observe(_ duration: Duration) {
        observe(duration / .seconds(1))
    }

    /// Observes many values at the price of one lock.
    package func observe(_ values: some Sequence<Double>) {
        state.withLock { state in
            for value in values {
                if let bucket = bounds.firstIndex(where: { value <= $0 }) { state.counts[bucket] += 1 }
                state.sum += value
                state.count += 1
            }
        }
    }

    var snapshot: State { state.withLock { $0 } }
}
