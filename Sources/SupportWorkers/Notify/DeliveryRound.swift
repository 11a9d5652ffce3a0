/// Makes calls, so many at a time, and hands over what became of some while others are still under way.
///
/// A call cannot be taken back, and the slowest of a batch may outlast the process: what is known of the others is not to
/// be lost with it. So what has ended is written down every so often, even once the task is cancelled; then no call
/// begins any more, and one that ended for no better reason than that counts as never answered.
struct DeliveryRound: Sendable {
    let concurrency: Int
    /// For how long what has ended may wait for more that ends: each record is a commit.
    let patience: Duration

    private enum Event: Sendable {
        case ended(Int, DeliveryAnswer?)
        case waited
        case recorded((any Error)?)
    }

    /// Makes the calls with the numbers below `count`; none begins any more once something could not be recorded.
    ///
    /// `record` is called for one set of answers after the other, and is not cancelled when the task is.
    ///
    /// - Throws: the first error of `record`, after all calls have ended; a cancellation.
    func run(
        _ count: Int,
        calling call: @escaping @Sendable (Int) async -> DeliveryAnswer,
        recording record: @escaping @Sendable ([(call: Int, answer: DeliveryAnswer)]) async throws -> Void
    ) async throws {
        let failure = await withTaskGroup(of: Event.self) { group in
            var (next, underWay) = (0, 0)
            var ended: [(call: Int, answer: DeliveryAnswer)] = []
            var (isWaiting, isDue, isRecording) = (false, false, false)
            var failure: (any Error)?

            func begin() {
                guard next < count, failure == nil, !Task.isCancelled else { return }
                group.addTask { [next] in .ended(next, await Self.answer(of: next, calling: call)) }
                next += 1
                underWay += 1
            }
            for _ in 0..<concurrency { begin() }
            while let event = await group.next() {
                switch event {
                case .ended(let call, let answer):
                    underWay -= 1
                    if let answer { ended.append((call, answer)) }
                    begin()
                case .waited: (isWaiting, isDue) = (false, true)
                case .recorded(let error):
                    isRecording = false
                    failure = failure ?? error
                }
                if underWay == 0 { group.cancelAll() }  // nothing more ends: there is nothing to wait for
                guard !ended.isEmpty, !isRecording else { continue }
                if isDue || underWay == 0 {
                    group.addTask { [ended] in .recorded(await Self.failure(ofRecording: ended, record)) }
                    (ended, isDue, isRecording) = ([], false, true)
                } else if !isWaiting {
                    group.addTask { [patience] in
                        try? await Task.sleep(for: patience)
                        return .waited
                    }
                    isWaiting = true
                }
            }
            return failure
        }
        if let failure { throw failure }
        try Task.checkCancellation()
    }

    /// The answer; nil when the call was broken off, so that nobody knows.
    private static func answer(
        of number: Int,
        calling call: @Sendable (Int) async -> DeliveryAnswer
    ) async -> DeliveryAnswer? {
        let answer = await call(number)
        if case .temporaryFailure = answer, Task.isCancelled { return nil }
        return answer
    }

    private static func failure(
        ofRecording ended: [(call: Int, answer: DeliveryAnswer)],
        _ record: @escaping @Sendable ([(call: Int, answer: DeliveryAnswer)]) async throws -> Void
    ) async -> (any Error)? {
        await Task { () -> (any Error)? in  // unstructured: it is not to be cancelled with this one
            do {
                try await record(ended)
                return nil
            } catch {
                return error
            }
        }.value
    }
}
