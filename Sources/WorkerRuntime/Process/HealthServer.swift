import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Answers `/healthz`, `/readyz` and `/metrics` over HTTP.
struct HealthServer: Service {
    let host: String
    let port: Int
    let health: Health
    let metrics: MetricsRegistry
    let logger: Logger

    func run() async throws {
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in
                logger.notice("HTTP answers", metadata: ["address": "\(channel.localAddress?.description ?? "")"])
            },
            logger: quiet
        )
        try await application.run()
    }

    func router() -> Router<BasicRequestContext> {
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
