/// Waits until a condition holds: the one way in which a test may wait.
///
/// The condition is asked again every few milliseconds. An error it throws is thrown on at once. When `limit` passes
/// first, ``NotInTime`` is thrown; choose a limit that only a fault exceeds, never one that measures speed.
package func eventually(
    _ what: String = "the condition",
    within limit: Duration = .seconds(120),
    file: String = #fileID,
    line: Int = #line,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            throw NotInTime(what: what, limit: limit, file: file, line: line)
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// A condition that did not come to hold while ``eventually(_:within:file:line:_:)`` waited for it.
package struct NotInTime: Error, CustomStringConvertible {
    let what: String
    let limit: Duration
    let file: String
    let line: Int

    package var description: String {
        "\(what) did not hold within \(limit) (\(file):\(line))"
    }
}
