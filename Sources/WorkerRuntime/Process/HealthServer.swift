import HTTPTypes
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle

/// Answers `/healthz`, `/readyz` and `/metrics` over HTTP.
package struct HealthServer: Service {
    private let host: String
    private let port: Int
    private let health: Health
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) -> Void

    /// Makes a server on `host` and `port`, or on any free port if that is 0; `onListening` is told which.
    package init(
        host: String,
        port: Int,
        health: Health,
        metrics: MetricsRegistry,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        self.health = health
        self.metrics = metrics
        self.logger = logger
        self.onListening = onListening
    }

    package func run() async throws {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? port
                logger.notice("HTTP answers", metadata: ["host": "\(host)", "port": "\(port)"])
                onListening(port)
            },
            logger: quiet
        )
        do {
            try await application.run()
        } catch {
            let message = "TIERLINE_HTTP_PORT: HTTP cannot be served on \(host):\(port): \(error); choose another port"
            throw Refusal(.configuration, message)
        }
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/healthz") { _, _ in Self.answer(failures: health.stalls(), otherwise: "healthy") }
        router.get("/readyz") { _, _ in Self.answer(failures: health.reasonsNotReady, otherwise: "ready") }
        router.get("/metrics") { _, _ in
            Self.text(metrics.text(), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        return router
    }

    private static func answer(failures: [String], otherwise: String) -> Response {
        failures.isEmpty
            ? text(otherwise + "\n")
            : text(failures.joined(separator: "\n") + "\n", status: .serviceUnavailable)
    }

    private static func text(
        _ text: String,
        status: HTTPResponse.Status = .ok,
        type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    private var quiet: Logger {
        var logger = logger
        logger.logLevel = .warning
        return logger
    }
}
