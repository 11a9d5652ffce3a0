/// How long to wait before the next try: a random time below a limit that doubles from 0.1 to 10 seconds.
///
/// The whole range is random, so that a fleet that lost a server at one instant does not return to it at one instant.
package struct Backoff: Sendable {
    private var limit: Duration = .milliseconds(100)

    package init() {}

    package mutating func next() -> Duration {
        defer { limit = min(limit * 2, .seconds(10)) }
        return limit * Double.random(in: 0...1)
    }
}
