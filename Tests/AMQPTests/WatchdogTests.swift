import Foundation
import TestSupport
import Testing

@testable import AMQP

struct WatchdogTests {
    /// A connected pair of sockets.
    private static func pair() -> (CInt, CInt) {
        var ends: [CInt] = [-1, -1]
        _ = unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends)
        return (ends[0], ends[1])
    }

    private static func isShutDown(_ descriptor: CInt) -> Bool {
        var byte: UInt8 = 0
        return unsafe recv(descriptor, &byte, 1, CInt(MSG_DONTWAIT)) == 0
    }

    @Test func `a socket whose thread stays inside too long is shut down`() async throws {
        let (stuck, other) = WatchdogTests.pair()
        defer { for end in [stuck, other] { close(end) } }
        let watch = Watchdog.shared.watch(stuck, limit: .milliseconds(50))
        watch.enter()
        try await eventually("it is shut down") { WatchdogTests.isShutDown(stuck) }
        watch.end()
    }

    @Test func `whoever came back or ended its watch is left alone`() async throws {
        let (stuck, stuckPeer) = WatchdogTests.pair()
        let (back, backPeer) = WatchdogTests.pair()
        let (ended, endedPeer) = WatchdogTests.pair()
        defer { for end in [stuck, stuckPeer, back, backPeer, ended, endedPeer] { close(end) } }
        let watches = [back, ended, stuck].map { Watchdog.shared.watch($0, limit: .milliseconds(50)) }
        for watch in watches { watch.enter() }
        watches[0].leave()
        watches[1].end()
        try await eventually("the stuck one is shut down") { WatchdogTests.isShutDown(stuck) }

        #expect(!WatchdogTests.isShutDown(back))
        #expect(!WatchdogTests.isShutDown(ended))
        for watch in watches { watch.end() }
    }
}
