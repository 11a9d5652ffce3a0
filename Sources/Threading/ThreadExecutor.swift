import Foundation
import Synchronization

/// Runs the jobs of one actor on one thread of its own, so that blocking C calls hold up nobody else.
///
/// Jobs run in the order they were enqueued. When none is left the thread calls `wait`, which returns once there is
/// something to do: the default sleeps until the next job; an I/O loop polls its socket together with
/// ``ThreadExecutor/wakeup``. Every enqueued job runs; ``ThreadExecutor/stop()`` ends the thread after those that are
/// already there, so the owning actor calls it from its `deinit`, when no further job can come.
package final class ThreadExecutor: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var thread: pthread_t?
        var isSignalled = false
        var isStopped = false
    }

    private let state = Mutex(State())

    /// A descriptor that is readable while jobs wait.
    package let wakeup: CInt
    private let signalling: CInt

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - name: shown by `ps -L` and debuggers; Linux keeps the first 15 bytes.
    ///   - stackSize: in bytes; only what is used takes memory.
    ///   - wait: called on the thread whenever no job waits; it must return when the descriptor it is given is readable.
    package init(
        name: String,
        stackSize: Int = 1 << 20,
        wait: @escaping @Sendable (_ wakeup: CInt) -> Void = ThreadExecutor.waitForJobs
    ) {
        var ends: [CInt] = [-1, -1]
        let status = unsafe pipe(&ends)
        precondition(status == 0, "no file descriptor is left for the wakeup of thread \(name)")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        wakeup = ends[0]
        signalling = ends[1]

        let thread = Thread { [self] in
            Thread.current.name = name  // set before the start, it would not reach the system
            run(wait: wait)
        }
        thread.stackSize = stackSize
        thread.start()
    }

    deinit {
        close(wakeup)
        close(signalling)
    }

    /// Ends the thread once the jobs that are waiting have run; a second call changes nothing.
    package func stop() {
        state.withLock { $0.isStopped = true }
        signal()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wasSignalled = state.withLock { state in
            state.jobs.append(job)
            defer { state.isSignalled = true }
            return state.isSignalled
        }
        if !wasSignalled { signal() }
    }

    package func checkIsolated() {
        precondition(isOnThread, "called from outside its thread")
    }

    package func isIsolatingCurrentContext() -> Bool? {
        isOnThread
    }

    private var isOnThread: Bool {
        state.withLock { $0.thread == pthread_self() }
    }

    private func signal() {
        var byte: UInt8 = 1
        _ = unsafe write(signalling, &byte, 1)  // a full pipe is signal enough
    }

    private func run(wait: (CInt) -> Void) {
        state.withLock { $0.thread = pthread_self() }
        while true {
            let (jobs, isStopped) = takeJobs()
            for job in jobs {
                unsafe job.runSynchronously(on: asUnownedSerialExecutor())
            }
            guard jobs.isEmpty else { continue }
            if isStopped { return }
            wait(wakeup)
        }
    }

    private func takeJobs() -> ([UnownedJob], isStopped: Bool) {
        state.withLock { state in
            // Without jobs too: whoever enqueues signals after the lock, so a byte may come when its job has run
            // already. Left in the pipe it would keep every wait from waiting.
            if state.isSignalled || state.isStopped || state.jobs.isEmpty {
                var bytes: (UInt64, UInt64) = (0, 0)
                _ = unsafe read(wakeup, &bytes, MemoryLayout.size(ofValue: bytes))
                state.isSignalled = false
            }
            defer { state.jobs.removeAll() }
            return (state.jobs, state.isStopped)
        }
    }

    /// Sleeps until a job is enqueued.
    package static func waitForJobs(_ wakeup: CInt) {
        var descriptor = pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&descriptor, 1, -1)
    }
}
