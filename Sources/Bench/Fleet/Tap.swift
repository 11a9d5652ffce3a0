import Foundation

/// The process that listens on `support.events` and notes when a ticket's acknowledgement was announced.
///
/// Every message that it hears costs the broker one more. At a fixed rate it hears of all tickets; where the fleet is
/// given as much as it takes, and latency is how long the queues are, of those that came by chat, which are a sample.
struct Tap {
    private let process = Process()
    private let output: String

    /// The routing keys of the events that it listens to.
    enum Hearing: String {
        case allTickets = "notification.#"
        case chatTickets = "notification.webhook"
    }

    /// Starts it and returns when it listens.
    init(executable: String, amqpURL: String, output: String, hearing: Hearing) throws {
        self.output = output
        let pipe = Pipe()
        process.executableURL = URL(filePath: executable)
        process.arguments = [amqpURL, output, hearing.rawValue]
        process.standardOutput = pipe
        try process.run()
        guard String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self).hasPrefix("ready") else {
            throw BenchFailure("the tap does not listen; it says why above")
        }
    }

    var pid: Int { Int(process.processIdentifier) }

    /// Ends it and reads when each ticket was first announced.
    func end() throws -> [UUID: Date] {
        process.terminate()
        process.waitUntilExit()
        var announced: [UUID: Date] = [:]
        for line in try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 2, let ticket = UUID(uuidString: String(fields[0])), let time = Int(fields[1]) else {
                continue
            }
            announced[ticket] = min(announced[ticket] ?? .distantFuture, Date(microseconds: time))
        }
        return announced
    }
}
