import Synchronization
import TestSupport
import Testing

@testable import SupportWorkers

struct DeliveryRoundTests {
    /// What a round was seen doing.
    private final class Witness: Sendable {
        private let state = Mutex<(called: [Int], recorded: [Int])>(([], []))

        var called: [Int] { state.withLock { $0.called.sorted() } }
        var recorded: [Int] { state.withLock { $0.recorded.sorted() } }

        func call(_ number: Int) { state.withLock { $0.called.append(number) } }
        func record(_ ended: [(call: Int, answer: DeliveryAnswer)]) {
            state.withLock { $0.recorded += ended.map(\.call) }
        }
    }

    /// Answers only once it is cancelled.
    private static func untilCancelled() async -> DeliveryAnswer {
        try? await Task.sleep(for: .seconds(86_400))
        return .temporaryFailure("cancelled")
    }

    @Test func `what has ended is recorded while another call is still under way`() async throws {
        let witness = Witness()
        let round = Task {
            try await DeliveryRound(concurrency: 2, patience: .milliseconds(1)).run(
                3,
                calling: { $0 == 0 ? await Self.untilCancelled() : .delivered("taken") },
                recording: { witness.record($0) }
            )
        }
        defer { round.cancel() }
        try await eventually("two records") { witness.recorded == [1, 2] }
    }

    @Test func `a round that is broken off records what had ended, and begins nothing more`() async throws {
        let witness = Witness()
        let round = Task {
            try await DeliveryRound(concurrency: 3, patience: .seconds(86_400)).run(
                100,
                calling: { number in
                    witness.call(number)
                    return number.isMultiple(of: 2) ? await Self.untilCancelled() : .delivered("taken")
                },
                recording: { ended in
                    try Task.checkCancellation()
                    witness.record(ended)
                }
            )
        }
        // Three at a time: the even ones stay, until there are three of them.
        try await eventually("three calls that stay") { witness.called == [0, 1, 2, 3, 4] }
        round.cancel()

        await #expect(throws: CancellationError.self) { try await round.value }
        #expect(witness.called == [0, 1, 2, 3, 4])
        #expect(witness.recorded == [1, 3], "of the others nobody knows how they ended")
    }

    @Test func `once something cannot be recorded no call begins, and those under way are waited for`() async throws {
        struct Full: Error {}
        let witness = Witness()
        let (refusals, refused) = AsyncStream.makeStream(of: Never.self)
        await #expect(throws: Full.self) {
            try await DeliveryRound(concurrency: 1, patience: .zero).run(
                10_000,
                calling: { number in
                    witness.call(number)
                    if number > 0 { for await _ in refusals {} }
                    return .delivered("taken")
                },
                recording: { ended in
                    witness.record(ended)
                    refused.finish()
                    throw Full()
                }
            )
        }
        #expect(witness.called.count < 10_000)
        #expect(witness.recorded == witness.called, "each answer is handed over once")
    }
}
