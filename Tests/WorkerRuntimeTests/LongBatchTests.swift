import AMQP
import Foundation
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing
import WorkerRuntime

/// A handler may do a part of a batch at a time.
struct LongBatchTests {
    @Test func `what a handler has not begun is its next batch, and the part that is done is the broker's no more`()
        async throws
    {
        try await Toy.with { toy in
            let handler = OneAtATime()
            try await toy.send(["a", "b", "c"])
            let context = try await toy.context(settings: ["TIERLINE_BATCH_SIZE": "3"])
            try await toy.run([context.consume("toy", handling: handler)]) {
                try await eventually { handler.batches.count == 3 }
            }
            await context.publisher.close()

            #expect(handler.batches == [["a", "b", "c"], ["b", "c"], ["c"]])
            #expect(try await toy.waiting(in: "toy") == 0)
        }
    }

    @Test func `a process that is to end gives back what it has not begun`() async throws {
        try await Toy.with { toy in
            let handler = OneAtATime(waitsForTheEnd: true)
            try await toy.send(["a", "b", "c"])
            let context = try await toy.context(settings: ["TIERLINE_BATCH_SIZE": "3"])
            try await toy.run([context.consume("toy", handling: handler)]) {
                try await eventually { !handler.batches.isEmpty }
            }
            await context.publisher.close()

            #expect(handler.batches == [["a", "b", "c"]])
            #expect(try await toy.take(2, from: "toy").map(\.messageID) == ["b", "c"])
            #expect(try await toy.waiting(in: "toy") == 0)
        }
    }
}

/// Does the first message of each batch, and notes what was given to it.
private final class OneAtATime: BatchHandler {
    private let given = Mutex<[[String]]>([])
    private let waitsForTheEnd: Bool

    init(waitsForTheEnd: Bool = false) {
        self.waitsForTheEnd = waitsForTheEnd
    }

    var batches: [[String]] { given.withLock(\.self) }

    /// Until all three are there.
    var gathering: Duration { .seconds(60) }

    func handle(_ deliveries: [Delivery], in context: HandlerContext) async throws -> HandledBatch {
        given.withLock { $0.append(deliveries.map(\.message.key)) }
        if waitsForTheEnd { try await gracefulShutdown() }
        return HandledBatch(acknowledged: Array(deliveries.prefix(1)), remaining: Array(deliveries.dropFirst()))
    }
}
