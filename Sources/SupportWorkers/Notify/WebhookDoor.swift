package import AsyncHTTPClient
import Crypto
package import Foundation
import NIOCore
import NIOHTTP1
import SupportDomain
package import SupportStore

/// Posts notifications as JSON, signed so that the receiver can check who sent them, and when.
///
/// `Tierline-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>">`; `Idempotency-Key` is the notification's
/// id. The receiver answers 2xx. 408, 425, 429 and 5xx are tried again, other answers are final; redirects are not followed.
package struct WebhookDoor: DeliveryDoor {
    private let client: HTTPClient
    private let secret: String
    private let allowsPlainHTTP: Bool
    private let clock: @Sendable () -> Date

    /// - Parameters:
    ///   - client: makes the calls.
    ///   - secret: the key that receivers know too.
    ///   - allowsPlainHTTP: whether `http:` URLs may be called; only sensible on a network of one's own.
    ///   - clock: what the time is, for the signature.
    package init(
        client: HTTPClient,
        secret: String,
        allowsPlainHTTP: Bool,
        clock: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.client = client
        self.secret = secret
        self.allowsPlainHTTP = allowsPlainHTTP
        self.clock = clock
    }

    package func deliver(_ notification: StoredNotification) async -> DeliveryAnswer {
        if let refusal = refusal(of: notification.notification.recipient) { return .permanentFailure(refusal) }

        let body = ContractJSON.encode(WebhookBody(notification))
        var request = HTTPClientRequest(url: notification.notification.recipient)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "Tierline")
        request.headers.add(name: "Idempotency-Key", value: notification.id.uuidString.lowercased())
        request.headers.add(name: "Tierline-Signature", value: Self.signature(of: body, at: clock(), secret: secret))
        request.body = .bytes(ByteBuffer(bytes: body))
        do {
            let response = try await client.execute(request, timeout: .seconds(10))
            let text = try? await String(buffer: response.body.collect(upTo: 4096))
            return answer(status: response.status, text: text ?? "")
        } catch {
            return .temporaryFailure("no answer: \(error)")
        }
    }

    /// The value of the signature header for a body sent at a time.
    package static func signature(of body: [UInt8], at time: Date, secret: String) -> String {
        let seconds = Int(time.timeIntervalSince1970)
        let key = SymmetricKey(data: Array(secret.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(seconds).".utf8) + body, using: key)
        let hexadecimal = code.map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        return "t=\(seconds),v1=\(hexadecimal.joined())"
    }

    private func answer(status: HTTPResponseStatus, text: String) -> DeliveryAnswer {
        let detail = "\(status.code) \(text.prefix(200))"
        return switch status.code {
        case 200..<300: .delivered(detail)
        case 408, 425, 429, 500...: .temporaryFailure(detail)
        default: .permanentFailure(detail)
        }
    }

    private func refusal(of text: String) -> String? {
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty else {
            return "'\(text)' is not a URL"
        }
        guard url.user == nil, url.password == nil else { return "the URL of \(host) carries a password" }
        switch url.scheme?.lowercased() {
        case "https": return nil
        case "http" where allowsPlainHTTP: return nil
        case "http": return "\(host) would be called without TLS; set TIERLINE_WEBHOOK_ALLOW_HTTP=true to allow that"
        default: return "'\(text)' is not an https URL"
        }
    }
}
