import CCurl
import Threading

/// Hands mails to one mail server, one after the other, over one connection that is kept while it is in use.
///
/// It blocks a thread of its own and nobody else's. Several clients make several connections.
package actor SMTPClient {
    private let configuration: SMTPConfiguration
    private let executor: ThreadExecutor
    private var curl: CurlHandle?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Starts the client's thread; the first mail makes the connection.
    ///
    /// - Parameters:
    ///   - configuration: the server.
    ///   - name: the thread's, of which Linux shows 15 bytes.
    package init(_ configuration: SMTPConfiguration, name: String = "smtp") {
        self.configuration = configuration
        executor = ThreadExecutor(name: name)
    }

    deinit {
        executor.stop()
    }

    /// Sends one mail.
    ///
    /// It does not retry. A repeat of a mail whose outcome was lost makes a second one, which readers recognise by its
    /// Message-ID. When the calling task is cancelled the transfer ends within about a second, as a temporary failure.
    ///
    /// - Parameters:
    ///   - message: the mail as RFC 5322 text with CRLF line endings.
    ///   - sender: the envelope's sender, to whom bounces go; empty means that nobody wants any.
    ///   - recipients: the envelope's recipients.
    /// - Returns: what became of it; an envelope that is malformed is a permanent failure and is not sent.
    package nonisolated func send(_ message: [UInt8], from sender: String, to recipients: [String]) async -> SMTPOutcome
    {
        let cancellation = Cancellation()
        return await withTaskCancellationHandler {
            await transfer(message, from: sender, to: recipients, until: cancellation)
        } onCancel: {
            cancellation.wish()
        }
    }

    /// Ends the session with the server; the next mail begins a new one.
    package func close() {
        curl = nil
    }

    private func transfer(
        _ message: [UInt8],
        from sender: String,
        to recipients: [String],
        until cancellation: Cancellation
    ) -> SMTPOutcome {
        if let problem = Self.problem(sender: sender, recipients: recipients) {
            return .permanentFailure(SMTPFailure(stage: .connect, code: nil, message: problem))
        }
        guard !cancellation.isWished else {
            return .temporaryFailure(SMTPFailure(stage: .connect, code: nil, message: "cancelled"))
        }

        let exchange = SMTPExchange(message: message, recipients: recipients)
        let handle = curl.take() ?? CurlHandle()
        handle.reset()
        configure(handle)
        handle.set(CURLOPT_MAIL_FROM, sender)
        handle.setSize(message.count)
        let failure = handle.perform(exchange, recipients: recipients, until: cancellation)
        // Of a transfer that did not go through the server may have things to say yet, which are not for the next one.
        if failure == nil { curl = consume handle }
        return exchange.transcript.outcome(failure: failure)
    }

    private func configure(_ handle: borrowing CurlHandle) {
        handle.set(CURLOPT_URL, configuration.connectionURL)
        handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        handle.set(CURLOPT_PROXY, "")  // not even one from the environment
        handle.set(CURLOPT_NOSIGNAL, 1)
        handle.set(CURLOPT_UPLOAD, 1)
        handle.set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1)  // the spelling of libcurl 7
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.milliseconds)
        handle.set(CURLOPT_TIMEOUT_MS, configuration.timeout.milliseconds)
        handle.set(CURLOPT_TCP_KEEPALIVE, 1)

        let encryption =
            switch configuration.security {
            case .none: CURLUSESSL_NONE
            case .optional: CURLUSESSL_TRY
            case .required, .implicit: CURLUSESSL_ALL
            }
        handle.set(CURLOPT_USE_SSL, Int(encryption.rawValue))
        if let file = configuration.certificateAuthorities { handle.set(CURLOPT_CAINFO, file) }
        if let username = configuration.username { handle.set(CURLOPT_USERNAME, username) }
        if let password = configuration.password { handle.set(CURLOPT_PASSWORD, password) }
    }

    /// What is wrong with an envelope; nil when nothing is.
    ///
    /// libcurl itself would let a line break through.
    private static func problem(sender: String, recipients: [String]) -> String? {
        if recipients.isEmpty { return "the mail has no recipient" }
        let addresses = (sender.isEmpty ? [] : [sender]) + recipients
        let bad = addresses.first { !MailAddress($0).isDeliverable }
        return bad.map { "\"\($0.singleLine())\" is not an address a mail can be sent to or from" }
    }
}

extension Duration {
    /// Whole milliseconds, at least one: libcurl takes zero for "no limit".
    fileprivate var milliseconds: Int {
        max(1, Int(components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000))
    }
}
