import Foundation
import Testing
import Threading

private actor Pinned {
    private let executor: ThreadExecutor

    init(name: String) {
        executor = ThreadExecutor(name: name)
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    deinit {
        executor.stop()
    }

    func thread() -> pthread_t { pthread_self() }
    func increment(_ value: Int) -> Int { value + 1 }
    nonisolated func assumed() -> pthread_t { assumeIsolated { _ in pthread_self() } }
    func throughAssumption() -> pthread_t { assumed() }
}

struct ThreadExecutorTests {
    @Test func `every job of an actor runs on one thread, and two actors have two`() async {
        let first = Pinned(name: "first")
        let second = Pinned(name: "second")
        let threads = await [first.thread(), first.thread(), second.thread(), second.thread()]

        #expect(threads[0] == threads[1])
        #expect(threads[2] == threads[3])
        #expect(threads[0] != threads[2])
    }

    @Test func `isolation can be assumed on the thread`() async {
        let pinned = Pinned(name: "pinned")

        #expect(await pinned.throughAssumption() == pinned.thread())
    }

    @Test func `ten thousand jobs from many tasks all run`() async {
        let pinned = Pinned(name: "many")
        let sum = await withTaskGroup(of: Int.self) { group in
            for value in 0..<10_000 {
                group.addTask { await pinned.increment(value) }
            }
            return await group.reduce(0, +)
        }

        #expect(sum == 10_000 * 9_999 / 2 + 10_000)
    }
}
