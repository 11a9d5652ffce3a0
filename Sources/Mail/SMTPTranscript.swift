/// Follows one SMTP conversation by the lines that go to and fro.
///
/// Command arguments are not kept, so no password ever gets in here. What is kept is bounded.
struct SMTPTranscript {
    private(set) var stage = SMTPStage.connect
    private(set) var lastReply: SMTPReply?
    private(set) var refused: [SMTPRefusal] = []

    private let recipients: [String]
    private var recipientIndex = -1
    private var lines: [String] = []
    /// After a failure libcurl says QUIT; the answer to that is of no interest.
    private var isQuitting = false

    init(recipients: [String]) {
        self.recipients = recipients
    }

    /// Takes note of a command that was sent.
    mutating func sent(_ command: String) {
        let verb = command.prefix { !$0.isWhitespace && $0 != ":" }.uppercased()
        isQuitting = verb == "QUIT"
        guard !isQuitting else { return }

        lastReply = nil
        switch verb {
        case "MAIL": stage = .sender
        case "RCPT":
            stage = .recipient
            recipientIndex += 1
        case "DATA": stage = .data
        default: stage = .session
        }
    }

    /// Takes note of one line of an answer; the answer is complete with the line that has a space after its code.
    mutating func received(_ line: String) {
        let line = line.singleLine()
        guard !isQuitting, let code = Int(line.prefix(3)) else { return }
        let rest = line.dropFirst(3)
        if lines.count < 20 { lines.append(String(rest.dropFirst()).truncated(toBytes: 500).text) }
        guard rest.first != "-" else { return }

        let reply = SMTPReply(code: code, text: lines.joined(separator: " ").trimmingSpaces())
        lines = []
        lastReply = reply
        if stage == .recipient, code >= 300, recipients.indices.contains(recipientIndex) {
            refused.append(SMTPRefusal(recipient: recipients[recipientIndex], reply: reply))
        } else if stage == .data, code == 354 {
            stage = .content
            lastReply = nil
        }
    }

    /// Judges how the transfer ended.
    ///
    /// Only what the server says about the mail itself is permanent. A refused connection, login or encryption is the
    /// operator's to mend, and the mail must wait until it is.
    ///
    /// - Parameter failure: libcurl's words when the transfer failed; nil when it succeeded.
    /// - Returns: what became of the mail, in the server's own words where it said any.
    func outcome(failure: String?) -> SMTPOutcome {
        guard let failure else { return .delivered(SMTPDelivery(reply: lastReply, refused: refused)) }

        let reply = lastReply.flatMap { $0.code >= 400 ? $0 : nil }
        let report = SMTPFailure(
            stage: stage,
            code: reply?.code,
            message: reply?.text ?? failure,
            refused: refused
        )
        return isPermanent(reply) ? .permanentFailure(report) : .temporaryFailure(report)
    }

    private func isPermanent(_ reply: SMTPReply?) -> Bool {
        guard let reply, reply.isPermanent, ![530, 534, 535, 538].contains(reply.code) else { return false }
        return switch stage {
        case .connect, .session: false
        case .recipient: refused.allSatisfy { !$0.isTemporary }
        case .sender, .data, .content: true
        }
    }
}
