/// Lets a few through at a time.
///
/// Tests run side by side, and two cores that start a dozen Erlang machines at once start none of them in time.
actor Turnstile {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        free = places
    }

    /// Runs the body when it is its turn, in the order of the calls.
    ///
    /// A body must not pass the same turnstile again.
    nonisolated func pass<R>(_ body: () async throws -> R) async rethrows -> R {
        await enter()
        do {
            let result = try await body()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
