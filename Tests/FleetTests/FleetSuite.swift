import Testing

/// The fleet as real processes on real servers, one test after another: each owns a dozen processes, and side by side
/// they would only starve each other.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct FleetSuite {}
