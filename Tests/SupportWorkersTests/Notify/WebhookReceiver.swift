import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import TestSupport

/// A small web server that keeps what is posted to it.
final class WebhookReceiver: Sendable {
    struct Received: Sendable {
        var headers: [String: String]
        var body: [UInt8]
    }

    private struct State {
        var received: [Received] = []
        var status = 204
        var location: String?
        var dawdles = false
        var gathers = 0
        var gathered: [AsyncStream<Never>.Continuation] = []
    }

    private let state = Mutex(State())

    var received: [Received] { state.withLock { $0.received } }

    /// What it answers from now on, and where to it leads those who ask.
    func answer(_ status: Int, leadingTo location: String? = nil) {
        state.withLock { ($0.status, $0.location) = (status, location) }
    }

    /// From now on it begins its answers and never ends them.
    func dawdle() {
        state.withLock { ($0.dawdles, $0.status) = (true, 200) }  // 204 has no body
    }

    /// From now on it answers nobody until so many are asking at the same time.
    func answerOnlyTogether(_ count: Int) {
        state.withLock { $0.gathers = count }
    }

    /// Waits until as many are asking as have to, or the server is stopped.
    private func gather() async {
        let (waiting, end) = AsyncStream.makeStream(of: Never.self)
        state.withLock { state in
            state.gathered.append(end)
            guard state.gathered.count >= state.gathers else { return }
            for end in state.gathered { end.finish() }
            state.gathered = []
        }
        for await _ in waiting {}
    }

    /// Runs a receiver while the body runs, and lends it with its URL.
    static func with(_ body: @Sendable (WebhookReceiver, String) async throws -> Void) async throws {
        let receiver = WebhookReceiver()
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let router = Router()
        router.post("hook") { request, _ in
            var request = request
            let body = try await request.collectBody(upTo: 1 << 20)
            await receiver.gather()
            return receiver.take(request, Array(body.readableBytesView))
        }
        var logger = Logger(label: "webhook receiver")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            for await port in ports.prefix(1) {
                try await body(receiver, "http://127.0.0.1:\(port)/hook")
            }
            group.cancelAll()
        }
    }

    /// One word, and then nothing until the server is stopped.
    private static var endless: ResponseBody {
        ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "well"))
            let (silence, continuation) = AsyncStream.makeStream(of: Never.self)
            for await _ in silence {}
            continuation.finish()
            try await writer.finish(nil)
        }
    }

    private func take(_ request: Request, _ body: [UInt8]) -> Response {
        let headers = Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first }
        return state.withLock { state in
            state.received.append(Received(headers: headers, body: body))
            let headers: HTTPFields = state.location.map { [.location: $0] } ?? [:]
            let body = state.dawdles ? Self.endless : ResponseBody()
            return Response(status: HTTPResponse.Status(code: state.status), headers: headers, body: body)
        }
    }
}
