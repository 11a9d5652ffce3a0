import Dispatch
import Foundation
import Synchronization

/// Stands between clients and a server on the loopback interface, as a network that can fail.
///
/// One thread passes on what either side says, until told otherwise. What it is told holds when the call returns.
package final class TCPProxy: Sendable {
    /// What the network does with what is said.
    package enum Condition: Hashable, Sendable {
        /// Passes everything on.
        case sound
        /// A black hole: every connection stays, new ones are taken, and nothing arrives, in neither direction.
        case stalled
        /// What clients say arrives; what the server answers does not.
        case withoutAnswers
        /// Ends the connections that there are and refuses new ones.
        case cut
    }

    private struct Orders {
        var condition = Condition.sound
        var isReset = false
        var isForgetting = false
        var isStopped = false
        /// Those who wait until the thread has heard of what they ordered.
        var waiting: [DispatchSemaphore] = []
    }

    private let orders = Mutex(Orders())
    private let bell: (ear: CInt, button: CInt)
    private let listener: CInt
    private let server: Int
    /// The port of 127.0.0.1 on which clients find the server.
    package let port: Int

    /// Starts to listen on a free port; `server` is the port of 127.0.0.1 that everything goes to.
    package init(to server: Int) throws {
        self.server = server
        (listener, port) = try LoopbackSocket.listen(port: 0)
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw TestSupportError("no file descriptor is left for a proxy") }
        bell = (ends[0], ends[1])
        for descriptor in ends + [listener] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
        let thread = Thread { [self] in run() }
        thread.name = "tcp-proxy"
        thread.start()
    }

    /// Changes what the network does; what was held back before is passed on once it is sound again.
    package func become(_ condition: Condition) {
        give { $0.condition = condition }
    }

    /// Ends every connection as a router does that was started anew: both sides are told that there is none (RST).
    package func reset() {
        give { $0.isReset = true }
    }

    /// Loses every connection as a firewall does that forgot its table: neither side is told, nothing arrives any more.
    package func forget() {
        give { $0.isForgetting = true }
    }

    /// Ends every connection and listens no more; a second call changes nothing.
    package func stop() {
        give { $0.isStopped = true }
    }

    private func give(_ order: (inout Orders) -> Void) {
        let isHeard = DispatchSemaphore(value: 0)
        let isListening = orders.withLock { orders in
            guard !orders.isStopped else { return false }
            order(&orders)
            orders.waiting.append(isHeard)
            return true
        }
        guard isListening else { return }
        var byte: UInt8 = 1
        _ = unsafe write(bell.button, &byte, 1)  // a full pipe is signal enough
        isHeard.wait()
    }

    private func run() {
        var connections: [ProxiedConnection] = []
        while true {
            let current = orders.withLock { orders in
                defer { (orders.isReset, orders.isForgetting, orders.waiting) = (false, false, []) }
                return orders
            }
            if current.isReset || current.isStopped || current.condition == .cut {
                for connection in connections { connection.close(abruptly: current.isReset) }
                connections = []
            }
            if current.isForgetting {
                for index in connections.indices { connections[index].isForgotten = true }
            }
            for waiting in current.waiting { waiting.signal() }
            if current.isStopped { break }
            wait(for: connections, current.condition)
            accept(into: &connections, current.condition)
            for index in connections.indices { connections[index].pass(current.condition) }
            connections.removeAll { connection in
                guard connection.isOver else { return false }
                connection.close(abruptly: connection.isBroken)
                return true
            }
        }
        for descriptor in [listener, bell.ear, bell.button] { close(descriptor) }
    }

    private func wait(for connections: [ProxiedConnection], _ condition: Condition) {
        var descriptors = [bell.ear, listener].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        for connection in connections { descriptors += connection.expectations(condition) }
        _ = unsafe poll(&descriptors, nfds_t(descriptors.count), -1)
        var bytes: (UInt64, UInt64) = (0, 0)
        while unsafe read(bell.ear, &bytes, MemoryLayout.size(ofValue: bytes)) > 0 {}
    }

    private func accept(into connections: inout [ProxiedConnection], _ condition: Condition) {
        while true {
            let client = Foundation.accept(listener, nil, nil)
            guard client >= 0 else { return }
            if condition != .cut, let connection = ProxiedConnection(from: client, to: server) {
                connections.append(connection)
            } else {
                LoopbackSocket.abandon(client)
            }
        }
    }
}
