import Foundation

/// A client's connection through a ``TCPProxy``, and the one that the proxy made to the server for it.
struct ProxiedConnection {
    private let client: CInt
    private let server: CInt
    /// Whether nothing is passed on any more.
    var isForgotten = false
    private var toServer = ProxiedStream()
    private var toClient = ProxiedStream()

    /// Connects to the server; nil if nobody listens there.
    init?(from client: CInt, to port: Int) {
        guard let server = LoopbackSocket.connect(port: port) else { return nil }
        self.client = client
        self.server = server
        for descriptor in [client, server] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    }

    /// Whether nothing more can be said in one direction that the other would hear.
    var isOver: Bool { isBroken || toServer.hasEnded && toClient.hasEnded }
    var isBroken: Bool { toServer.isBroken || toClient.isBroken }

    /// What to wait for at the two sockets.
    func expectations(_ condition: TCPProxy.Condition) -> [pollfd] {
        let (asks, answers) = passes(condition)
        let client = (asks && toServer.wantsMore ? POLLIN : 0) | (answers && toClient.holds ? POLLOUT : 0)
        let server = (answers && toClient.wantsMore ? POLLIN : 0) | (asks && toServer.holds ? POLLOUT : 0)
        // A socket whose other side is gone would wake poll for ever, wanted or not.
        return [(self.client, client), (self.server, server)].map { descriptor, events in
            pollfd(fd: events == 0 ? -1 : descriptor, events: Int16(events), revents: 0)
        }
    }

    /// Passes on what is there and wanted.
    mutating func pass(_ condition: TCPProxy.Condition) {
        let (asks, answers) = passes(condition)
        if asks { toServer.pass(from: client, to: server) }
        if answers { toClient.pass(from: server, to: client) }
    }

    private func passes(_ condition: TCPProxy.Condition) -> (asks: Bool, answers: Bool) {
        isForgotten ? (false, false) : (condition != .stalled, condition == .sound)
    }

    func close(abruptly: Bool) {
        for descriptor in [client, server] {
            if abruptly { LoopbackSocket.abandon(descriptor) } else { Foundation.close(descriptor) }
        }
    }
}

/// What goes one way, and how much of it is still held.
private struct ProxiedStream {
    private var held: [UInt8] = []
    private var hasSourceEnded = false
    private(set) var hasEnded = false
    private(set) var isBroken = false

    var holds: Bool { !held.isEmpty }
    var wantsMore: Bool { held.isEmpty && !hasSourceEnded }

    mutating func pass(from source: CInt, to target: CInt) {
        while !hasEnded, !isBroken {
            if held.isEmpty, !hasSourceEnded, !read(from: source) { return }
            if !held.isEmpty, !write(to: target) { return }
            if held.isEmpty, hasSourceEnded {
                shutdown(target, CInt(SHUT_WR))
                hasEnded = true
            }
        }
    }

    /// Answers whether the source said something, be it that it has ended.
    private mutating func read(from source: CInt) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(source, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { return note(errno) }
        held = Array(chunk[..<count])
        hasSourceEnded = count == 0
        return true
    }

    /// Answers whether the target took all of it.
    private mutating func write(to target: CInt) -> Bool {
        let count = unsafe held.withUnsafeBytes { unsafe send(target, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
        guard count >= 0 else { return note(errno) }
        held.removeFirst(count)
        return held.isEmpty
    }

    private mutating func note(_ error: CInt) -> Bool {
        if ![EAGAIN, EWOULDBLOCK, EINTR].contains(error) { isBroken = true }
        return false
    }
}
