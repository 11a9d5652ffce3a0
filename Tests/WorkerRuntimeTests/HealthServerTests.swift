import Foundation
import FoundationNetworking
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing
import WorkerRuntime

struct HealthServerTests {
    private final class Listening: Sendable {
        let port = Mutex<Int?>(nil)
    }

    private func get(_ path: String, port: Int) async throws -> (Int, String) {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
        let (data, response) = try await URLSession.shared.data(from: url)
        let status = try #require(response as? HTTPURLResponse).statusCode
        return (status, String(decoding: data, as: UTF8.self))
    }

    @Test func `health, readiness and metrics are answered with their reasons`() async throws {
        let health = Health(stallTime: .zero)
        let metrics = WorkerMetrics()
        metrics.describeBuild(worker: "toy", version: "1")
        let listening = Listening()
        let server = HealthServer(
            host: "127.0.0.1",
            port: 0,
            health: health,
            metrics: metrics.registry,
            logger: .tests
        ) { port in
            listening.port.withLock { $0 = port }
        }
        let group = ServiceGroup(services: [server], logger: .tests)
        async let running: Void = group.run()
        try await eventually { listening.port.withLock { $0 } != nil }
        let port = try #require(listening.port.withLock { $0 })

        #expect(try await get("/healthz", port: port) == (200, "healthy\n"))
        #expect(try await get("/readyz", port: port) == (503, "start: it is starting\n"))
        health.report("start", isUnreadyBecause: nil)
        #expect(try await get("/readyz", port: port) == (200, "ready\n"))
        health.noteProgress("toy", isBusy: false)
        health.noteWaiting("toy", count: 2)
        let (status, reason) = try await get("/healthz", port: port)
        #expect(status == 503)
        #expect(reason.hasPrefix("toy: 2 messages wait"))
        #expect(try await get("/metrics", port: port).1.contains("tierline_build_info{worker=\"toy\",version=\"1\"} 1"))

        await group.triggerGracefulShutdown()
        try await running
    }
}
