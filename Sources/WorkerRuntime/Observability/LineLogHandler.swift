import Foundation
package import Logging
import Synchronization

/// Writes each log event as one line on standard error: JSON for machines, or text for people.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let format: WorkerConfiguration.LogFormat
    private static let timestamp = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private let write: @Sendable (String) -> Void

    /// Makes a handler whose lines go to `write`, line feed included; by default each is one write to standard error.
    package init(
        label: String,
        level: Logger.Level,
        format: WorkerConfiguration.LogFormat,
        write: @escaping @Sendable (String) -> Void = LineLogHandler.writeToStandardError
    ) {
        self.label = label
        self.logLevel = level
        self.format = format
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        if let error = event.error { fields["error"] = "\(error)" }

        let sorted = fields.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        let time = Date.now.formatted(Self.timestamp)
        switch format {
        case .json:
            var line = "{\"time\":\"\(time)\",\"level\":\"\(event.level)\",\"logger\":"
            line += jsonText(label) + ",\"message\":" + jsonText("\(event.message)")
            for (key, value) in sorted { line += "," + jsonText(key) + ":" + jsonText(value) }
            write(line + "}\n")
        case .text:
            var line = "\(time) \(event.level) \(event.message)"
            for (key, value) in sorted { line += " \(key)=\(value.contains(" ") ? jsonText(value) : value)" }
            write(line.replacing("\n", with: "\\n") + "\n")
        }
    }

    /// One `write` for a line, so that lines of several threads do not mix.
    package static func writeToStandardError(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }
}
