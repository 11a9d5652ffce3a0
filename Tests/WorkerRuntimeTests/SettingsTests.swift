import Foundation
import Testing
import WorkerRuntime

struct SettingsTests {
    private let servers = ["TIERLINE_DATABASE_URL": "postgresql:///t", "TIERLINE_AMQP_URL": "amqp://h"]

    private func configuration(_ environment: [String: String]) async throws -> WorkerConfiguration {
        try WorkerConfiguration(try await SettingsReader(environment: servers.merging(environment) { $1 }))
    }

    @Test func `what is not set has its documented default`() async throws {
        let configuration = try await configuration([:])

        #expect(configuration.batchSize == 256)
        #expect(configuration.drainTime == .seconds(20))
        #expect(configuration.maximumBodySize == 10_485_760)
        #expect(configuration.httpPort == nil)
        #expect(configuration.httpHost == "127.0.0.1")
        #expect(configuration.logFormat == .text)
    }

    @Test(arguments: [
        ("TIERLINE_BATCH_SIZE", "many", "TIERLINE_BATCH_SIZE: must be a whole number from 1 to 4096, not 'many'"),
        ("TIERLINE_BATCH_SIZE", "0", "TIERLINE_BATCH_SIZE: must be a whole number from 1 to 4096, not '0'"),
        ("TIERLINE_LOG_FORMAT", "xml", "TIERLINE_LOG_FORMAT: must be one of text, json, not 'xml'"),
        (
            "TIERLINE_DRAIN_SECONDS", "-1",
            "TIERLINE_DRAIN_SECONDS: must be a number of seconds from 0.0 to 3600.0, not '-1'"
        ),
    ])
    func `a wrong value is one sentence that says what would be right`(
        key: String,
        value: String,
        expected: String
    ) async throws {
        let error = await #expect(throws: SettingError.self) { try await configuration([key: value]) }

        #expect(error?.description == expected)
    }

    @Test func `a server's URL has to be there`() async throws {
        let reader = try await SettingsReader(environment: [:])
        let error = #expect(throws: SettingError.self) { try WorkerConfiguration(reader) }

        #expect(error?.key == "TIERLINE_DATABASE_URL")
        #expect(error?.problem.hasPrefix("is not set; it is the PostgreSQL to work on") == true)
    }

    @Test func `the file says what the environment does not`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
        try Data(#"{"batch_size": 7, "prefetch": 9, "log_format": "json", "drain_seconds": 1.5}"#.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let configuration = try await configuration(["TIERLINE_CONFIG": file.path, "TIERLINE_PREFETCH": "11"])

        #expect(configuration.batchSize == 7)
        #expect(configuration.prefetch == 11)
        #expect(configuration.logFormat == .json)
        #expect(configuration.drainTime == .seconds(1.5))
    }

    @Test func `a file that is not there is one sentence`() async throws {
        let error = await #expect(throws: SettingError.self) {
            try await configuration(["TIERLINE_CONFIG": "/nowhere/tierline.json"])
        }

        #expect(
            error?.description == "TIERLINE_CONFIG: the file '/nowhere/tierline.json' cannot be used: "
                + "it is not there, or this user may not read it"
        )
    }

    @Test(arguments: [(#"{"http_port": 3"#, "it is not JSON: "), ("[1]", "its JSON is not an object of settings")])
    func `a file that is no JSON object is one sentence, too`(text: String, problem: String) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let error = await #expect(throws: SettingError.self) {
            try await configuration(["TIERLINE_CONFIG": file.path])
        }

        #expect(error?.problem.hasPrefix("the file '\(file.path)' cannot be used: \(problem)") == true)
        #expect(error?.problem.contains("Error Domain") == false)
    }

    @Test func `names that look like ours and are not are told, with the one that was probably meant`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
        try Data(#"{"prefech": 9, "batch_size": 7, "TIERLINE_PREFETCH": 9, "colour": {"of": "logs"}}"#.utf8)
            .write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let reader = try await SettingsReader(
            environment: [
                "TIERLINE_BATCHSIZE": "1", "TIERLINE_BATCH_SIZE": "1", "TIERLINE_QWERTY": "1", "TIERLINE_TEST_X": "",
                "TIERLINE_CONFIG": file.path, "HOME": "",
            ]
        )

        let warnings = reader.unknownNames(given: Setting.ofEveryWorker).map(\.description)
        #expect(
            warnings == [
                "TIERLINE_BATCHSIZE; did you mean TIERLINE_BATCH_SIZE?",
                "TIERLINE_QWERTY",
                "TIERLINE_PREFETCH in \(file.path); did you mean prefetch?",
                "colour in \(file.path)",
                "prefech in \(file.path); did you mean prefetch?",
            ]
        )
    }

    @Test func `the table names every setting with its default`() {
        let usage = WorkerProcess("tierline-toy").usage(
            of: [Worker("toy", settings: [Setting("TIERLINE_TOY", help: "a toy")]) { _ in [] }]
        )

        #expect(Setting.ofEveryWorker.allSatisfy { usage.contains($0.name) })
        #expect(usage.contains("the most messages handled in one transaction (default 256)"))
        #expect(usage.contains("Of toy:\n\n  TIERLINE_TOY  a toy"))
    }
}
