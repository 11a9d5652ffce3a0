import AsyncHTTPClient
import Crypto
package import Foundation
import NIOCore
import NIOHTTP1
import SupportDomain
package import SupportStore
package import WorkerRuntime

/// Posts notifications as JSON, signed so that the receiver can check who sent them, and when.
///
/// `Tierline-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>">`; `Idempotency-Key` is the notification's
/// id, and `traceparent` the trace that asked for it. The receiver answers 2xx. 408, 425, 429 and 5xx are tried again,
/// other answers are final. Redirects are not followed: they would lead what is signed past the checks of the URL.
package struct WebhookDoor: DeliveryDoor {
    private let keys: WebhookKeys
    private let allowsPlainHTTP: Bool
    private let clock: @Sendable () -> Date

    /// Makes the calls of all doors; it lives as long as the process.
    ///
    /// The callers bound how many are under way. With fewer connections calls would wait for one, and run out of time,
    /// behind others that a slow receiver keeps.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5))
        )
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 128
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// - Parameters:
    ///   - keys: what receivers know too.
    ///   - allowsPlainHTTP: whether `http:` URLs may be called; only sensible on a network of one's own.
    ///   - clock: what the time is, for the signature.
    package init(
        keys: WebhookKeys,
        allowsPlainHTTP: Bool,
        clock: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.keys = keys
        self.allowsPlainHTTP = allowsPlainHTTP
        self.clock = clock
    }

    package func deliver(_ notification: StoredNotification, in trace: TraceContext) async -> DeliveryAnswer {
        let host: String
        switch receiver(at: notification.notification.recipient) {
        case .success(let allowed): host = allowed
        case .failure(let refusal): return .permanentFailure(refusal.reason)
        }
        guard let key = keys.key(for: host) else {
            return .temporaryFailure("there is no key for \(host) in the file of TIERLINE_WEBHOOK_SECRET_FILE")
        }

        let body = ContractJSON.encode(WebhookBody(notification))
        var request = HTTPClientRequest(url: notification.notification.recipient)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "Tierline")
        request.headers.add(name: "Idempotency-Key", value: notification.id.uuidString.lowercased())
        request.headers.add(name: HeaderName.traceparent, value: trace.traceparent)
        request.headers.add(name: "Tierline-Signature", value: Self.signature(of: body, at: clock(), key: key))
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let response = try await Self.client.execute(request, timeout: .seconds(10))
            return answer(status: response.status, text: await Self.text(of: response))
        } catch {
            return .temporaryFailure("no answer: \(error)")
        }
    }

    /// The value of the signature header for a body sent at a time.
    package static func signature(of body: [UInt8], at time: Date, key: String) -> String {
        let seconds = Int(time.timeIntervalSince1970)
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(seconds).".utf8) + body,
            using: SymmetricKey(data: Array(key.utf8))
        )
        let hexadecimal = code.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return "t=\(seconds),v1=\(hexadecimal.joined())"
    }

    /// What the answer says, if it is short and comes soon: a receiver that dawdles holds nobody else up.
    private static func text(of response: HTTPClientResponse) async -> String {
        await withTaskGroup(of: String.self) { group in
            group.addTask { (try? await String(buffer: response.body.collect(upTo: 4096))) ?? "" }
            group.addTask {
                try? await Task.sleep(for: .seconds(2))
                return ""
            }
            defer { group.cancelAll() }
            return await group.next() ?? ""
        }
    }

    private func answer(status: HTTPResponseStatus, text: String) -> DeliveryAnswer {
        let detail = "\(status.code) \(text.prefix(200))"
        return switch status.code {
        case 200..<300: .delivered(detail)
        case 408, 425, 429, 500...: .temporaryFailure(detail)
        default: .permanentFailure(detail)
        }
    }

    /// Why a URL is not called.
    private struct Refusal: Error {
        let reason: String
    }

    /// The host of a URL that may be called.
    private func receiver(at text: String) -> Result<String, Refusal> {
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty else {
            return .failure(Refusal(reason: "'\(text)' is not a URL"))
        }
        guard url.user == nil, url.password == nil else {
            return .failure(Refusal(reason: "the URL of \(host) carries a password"))
        }
        return switch url.scheme?.lowercased() {
        case "https": .success(host)
        case "http" where allowsPlainHTTP: .success(host)
        case "http":
            .failure(
                Refusal(
                    reason: "\(host) would be called without TLS; set TIERLINE_WEBHOOK_ALLOW_HTTP=true to allow that"
                )
            )
        default: .failure(Refusal(reason: "'\(text)' is not an https URL"))
        }
    }
}
