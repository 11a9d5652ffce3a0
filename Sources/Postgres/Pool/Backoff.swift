/// How long to wait before the next try: a random time up to a bound that doubles with each failure.
///
/// The full range is random so that a fleet that lost its server does not return to it in step.
struct Backoff {
    private var failures = 0
    private let base = 0.1
    private let cap = 10.0

    mutating func next() -> Duration {
        let bound = min(cap, base * Double(1 << min(failures, 20)))
        failures += 1
        return .seconds(Double.random(in: 0...bound))
    }
}
