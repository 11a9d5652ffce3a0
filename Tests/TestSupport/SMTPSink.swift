import Foundation
import Synchronization

/// A small real SMTP server on the loopback interface that keeps what it is sent.
///
/// It takes every mail unless told otherwise by ``SMTPSink/answer(_:with:)``. Each connection has a thread of its own.
package final class SMTPSink: Sendable {
    /// A mail as it was taken.
    package struct Received: Hashable, Sendable {
        /// Counts the connections from 1, so that tests can see which mails shared one.
        package var connection: Int
        package var sender: String
        package var recipients: [String]
        /// The mail after dot-unstuffing, with its CRLF line endings.
        package var data: [UInt8]
    }

    /// What the server can be told to answer in its own way.
    package enum Moment: Hashable, Sendable {
        case greeting
        case hello
        case sender
        case recipient(String)
        case data
        case endOfData
    }

    /// What the server does at such a moment.
    package enum Answer: Hashable, Sendable {
        /// Says this line, such as `451 4.3.0 try later`.
        case line(String)
        /// Closes the connection without a word.
        case drop
        /// Says nothing and keeps the connection open.
        case silence
        /// Says nothing until it is told to answer otherwise.
        case wait
    }

    private struct State {
        var received: [Received] = []
        var answers: [Moment: Answer] = [:]
        var connections: [Int: CInt] = [:]
        var connectionCount = 0
        var waitingCount = 0
        var isStopped = false
    }

    private let state = Mutex(State())
    /// Wakes those who wait for an answer to change.
    private let answersChanged = NSCondition()
    private let listener: CInt
    /// The port of 127.0.0.1 it listens on.
    package let port: Int

    /// Starts listening.
    ///
    /// - Parameter port: 0 takes a free one.
    /// - Throws: when the port is taken.
    package init(port: Int = 0) throws {
        (listener, self.port) = try LoopbackSocket.listen(port: port)
        let thread = Thread { [weak self, listener] in
            // Closed only here, so that no new socket can get the number while this thread still accepts on it.
            defer { close(listener) }
            while let connection = LoopbackSocket.accept(listener) {
                guard let self, serve(connection) else {
                    close(connection)
                    return
                }
            }
        }
        thread.name = "smtp-sink"
        thread.start()
    }

    deinit {
        stop()
    }

    /// The URL of the server, for a client that does without encryption.
    package var url: String { "smtp://127.0.0.1:\(port)" }

    /// The mails taken so far, in their order.
    package var received: [Received] { state.withLock { $0.received } }

    /// How many connections were made so far.
    package var connectionCount: Int { state.withLock { $0.connectionCount } }

    /// How many conversations wait to be told what to answer.
    package var waitingCount: Int { state.withLock { $0.waitingCount } }

    /// How many connections are open now.
    package var openConnectionCount: Int { state.withLock { $0.connections.count } }

    /// Answers that moment in its own way from now on; nil goes back to taking everything.
    package func answer(_ moment: Moment, with answer: Answer?) {
        state.withLock { $0.answers[moment] = answer }
        answersChanged.withLock { answersChanged.broadcast() }
    }

    /// What to answer at that moment, as soon as it is clear.
    private func answer(at moment: Moment) -> Answer? {
        answersChanged.withLock {
            while true {
                let (answer, isStopped) = state.withLock { ($0.answers[moment], $0.isStopped) }
                if isStopped { return .drop }
                if answer != .wait { return answer }
                state.withLock { $0.waitingCount += 1 }
                answersChanged.wait()
                state.withLock { $0.waitingCount -= 1 }
            }
        }
    }

    /// Closes all open connections without a word, as a server does that is started again; new ones are welcome.
    package func dropConnections() {
        state.withLock { state in
            for connection in state.connections.values { shutdown(connection, CInt(SHUT_RDWR)) }
        }
    }

    /// Stops listening and closes all connections; a second call changes nothing.
    package func stop() {
        let wasStopped = state.withLock { state in
            defer { state.isStopped = true }
            return state.isStopped
        }
        guard !wasStopped else { return }
        answersChanged.withLock { answersChanged.broadcast() }
        shutdown(listener, CInt(SHUT_RDWR))
        dropConnections()
    }

    /// Begins a conversation.
    ///
    /// - Returns: whether there will be one; not when the server is stopped.
    private func serve(_ connection: CInt) -> Bool {
        let number = state.withLock { state -> Int? in
            guard !state.isStopped else { return nil }
            state.connectionCount += 1
            state.connections[state.connectionCount] = connection
            return state.connectionCount
        }
        guard let number else { return false }
        let thread = Thread { [self] in
            var session = SMTPSinkSession(LoopbackSocket(connection), number: number) { [self] moment in
                answer(at: moment)
            }
            session.run { mail in state.withLock { $0.received.append(mail) } }
            state.withLock { state in
                state.connections[number] = nil
                close(connection)
            }
        }
        thread.start()
        return true
    }
}
