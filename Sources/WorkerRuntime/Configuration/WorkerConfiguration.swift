package import Logging

/// The settings of every worker, read once at start.
package struct WorkerConfiguration: Sendable {
    /// How log lines look.
    package enum LogFormat: String, CaseIterable, Sendable {
        case text, json
    }

    /// Holds the password; never logged.
    package var databaseURL: String
    package var databasePasswordFile: String?
    /// nil is as many as the process's services need.
    package var databasePoolSize: Int?
    /// The longest a transaction or statement may take, a batch's included.
    package var databaseDeadline: Duration
    /// Holds the password; never logged.
    package var amqpURL: String
    package var amqpPasswordFile: String?
    package var prefetch: Int
    package var batchSize: Int
    /// The largest body that is accepted, in bytes.
    package var maximumBodySize: Int
    package var drainTime: Duration
    package var sweepAge: Duration
    package var presenceInterval: Duration
    package var stallTime: Duration
    package var httpHost: String
    /// nil is no HTTP server, 0 any free port.
    package var httpPort: Int?
    package var logLevel: Logger.Level
    package var logFormat: LogFormat
    package var failpoint: String?

    /// - Throws: ``SettingError`` for the first setting that cannot be used.
    package init(_ settings: SettingsReader) throws(SettingError) {
        databaseURL = try settings.required(.databaseURL)
        databasePasswordFile = try settings.text(.databasePasswordFile)
        databasePoolSize = try settings.wholeNumber(.databasePoolSize, in: 1...64)
        databaseDeadline = try settings.seconds(.databaseDeadline, in: 1...300) ?? .seconds(30)
        amqpURL = try settings.required(.amqpURL)
        amqpPasswordFile = try settings.text(.amqpPasswordFile)
        prefetch = try settings.wholeNumber(.prefetch, in: 1...65_535) ?? 512
        batchSize = try settings.wholeNumber(.batchSize, in: 1...4096) ?? 256
        maximumBodySize = try settings.wholeNumber(.maximumBodySize, in: 16_384...134_217_728) ?? 10_485_760
        drainTime = try settings.seconds(.drainSeconds, in: 0...3600) ?? .seconds(20)
        sweepAge = try settings.seconds(.sweepAge, in: 0...3600) ?? .seconds(5)
        presenceInterval = try settings.seconds(.presenceInterval, in: 0.1...3600) ?? .seconds(5)
        stallTime = try settings.seconds(.stallSeconds, in: 1...86_400) ?? .seconds(60)
        httpHost = try settings.text(.httpHost) ?? "127.0.0.1"
        httpPort = try settings.wholeNumber(.httpPort, in: 0...65_535)
        logLevel = try settings.choice(.logLevel) ?? .info
        logFormat = try settings.choice(.logFormat) ?? .text
        failpoint = try settings.text(.failpoint)
    }
}
