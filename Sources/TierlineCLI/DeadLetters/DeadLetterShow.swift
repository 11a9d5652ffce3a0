import AMQP
import ArgumentParser
import Foundation
import Postgres
import WorkerRuntime

/// `tierline dead show`.
struct DeadLetterShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a dead letter, whole.",
        discussion: """
            --raw writes the body as it came, for a file.

            Example: tierline dead show 17 --raw > mail.eml
            """
    )

    @Argument(help: "Its id, from 'tierline dead list'.")
    var id: Int

    @Flag(help: "Only the body, byte for byte.")
    var raw = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let id = id
        let found = try await Servers.ofEnvironment().withDatabase { try await DeadLetterStore($0).find(id) }
        guard let letter = found else { throw Refusal(.dataError, "there is no dead letter \(id)") }
        if raw {
            try? FileHandle.standardOutput.write(contentsOf: Data(letter.message.body))
        } else {
            output.write(DeadLetterReport(letter))
        }
    }
}

/// A dead letter, whole.
struct DeadLetterReport: Report {
    var letter: DeadLetterView
    var headers: [String: String]
    /// The body as UTF-8; what is not UTF-8 is replaced.
    var body: String

    init(_ letter: DeadLetter) {
        self.letter = DeadLetterView(letter)
        headers = letter.message.headers.mapValues { value in value.string ?? value.int.map(String.init) ?? "\(value)" }
        body = String(decoding: letter.message.body, as: UTF8.self)
    }

    var text: String {
        let facts = Table.facts([
            ("Dead letter", "\(letter.id), \(letter.state)"),
            ("Queue", letter.queue),
            ("Reason", letter.reason),
            ("Error", letter.error),
            ("Message", letter.messageKey),
            ("Published to", "\(letter.exchange) \(letter.routingKey)"),
            ("Content", [letter.contentType, letter.type].compactMap(\.self).joined(separator: " ")),
            ("Seen", letter.timesSeen.of("time")),
            ("First", TimeText.moment(letter.firstSeenAt)),
            ("Last", TimeText.moment(letter.lastSeenAt)),
            ("Replayed", letter.timesReplayed == 0 ? nil : letter.timesReplayed.of("time")),
            ("Settled", letter.settledAt.map { "\(TimeText.moment($0)) by \(letter.settledBy ?? "somebody")" }),
        ])
        let headers = Table.facts(headers.sorted { $0.key < $1.key }.map { ("  \($0.key)", $0.value) })
        let shown = body.prefix(20_000)
        let rest = shown.count < body.count ? "\n… \(letter.bodyBytes) bytes in all; --raw writes all of them" : ""
        return [facts, headers, "", TerminalText.block(String(shown)) + rest].joined(separator: "\n")
    }
}
