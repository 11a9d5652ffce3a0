/// How long to wait before the next attempt: a random time below a limit that doubles from 0.1 to 10 seconds.
///
/// The randomness ("full jitter") keeps a fleet that lost its broker at one instant from returning at one instant.
struct Backoff {
    private var limit: Duration = .milliseconds(100)

    mutating func next() -> Duration {
        defer { limit = min(limit * 2, .seconds(10)) }
        return limit * Double.random(in: 0...1)
    }

    mutating func reset() { limit = .milliseconds(100) }
}
