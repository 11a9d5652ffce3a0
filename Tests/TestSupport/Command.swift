import Foundation

/// One run of another program, waited for without holding a thread.
package enum Command {
    /// Answers what the program wrote to standard output.
    ///
    /// Throws ``TestSupportError`` with its standard error when it ends with anything but 0. Output goes through files,
    /// not pipes: a server that the program leaves behind cannot keep the caller waiting.
    @discardableResult
    package static func run(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil
    ) async throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tierline-command-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["in", "out", "err"].map { folder.appending(path: $0) }
        try Data((input ?? "").utf8).write(to: files[0])
        try Data().write(to: files[1])
        try Data().write(to: files[2])

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // Swift's own threads block signals and a child inherits that; a program that cannot be told to stop is no use.
        process.arguments = ["--default-signal", program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])

        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        guard status == 0 else {
            let complaint = try String(decoding: Data(contentsOf: files[2]), as: UTF8.self)
            let words = ([program] + arguments.prefix(3)).joined(separator: " ")
            throw TestSupportError("'\(words)' ended with \(status): \(complaint)")
        }
        return try String(decoding: Data(contentsOf: files[1]), as: UTF8.self)
    }
}
