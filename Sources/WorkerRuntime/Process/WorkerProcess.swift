package import AMQP
import Foundation
package import Postgres

/// The process that hosts workers: configuration, start-up checks, services, signals, exit code.
///
///     await WorkerProcess("tierline-triage", version: "1.0", topology: .support, checkSchema: …).run([.triage])
///
/// It starts only when the servers answer and are what the workers expect; else it says in one line on standard error
/// what is wrong and what to do, and exits with a code of `sysexits.h`. On SIGTERM and SIGINT it finishes what was
/// delivered within the drain time.
package struct WorkerProcess: Sendable {
    private let name: String
    private let version: String
    private let otherSettings: [Setting]
    private let topology: Topology?
    private let checkSchema: @Sendable (Database) async throws -> Void

    /// - Parameters:
    ///   - name: the executable's name, as usage and logs show it.
    ///   - version: the release, as `--version` and metrics show it.
    ///   - otherSettings: what other programs read that may share the environment; no warning is given of them.
    ///   - topology: the broker objects that must be there; nothing is created.
    ///   - checkSchema: throws a ``Refusal`` when the database is not migrated as the binary expects.
    package init(
        _ name: String,
        version: String = "development",
        otherSettings: [Setting] = [],
        topology: Topology? = nil,
        checkSchema: @escaping @Sendable (Database) async throws -> Void = { _ in }
    ) {
        self.name = name
        self.version = version
        self.otherSettings = otherSettings
        self.topology = topology
        self.checkSchema = checkSchema
    }

    /// Runs the workers until a signal ends them, and exits the process.
    package func run(_ workers: [Worker]) async -> Never {
        Allocator.shareArenas()
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case nil:
            exit(await run(workers, environment: ProcessInfo.processInfo.environment).rawValue)
        case "--help", "-h":
            print(usage(of: workers))
            exit(ExitStatus.ok.rawValue)
        case "--version":
            print("\(name) \(version)")
            exit(ExitStatus.ok.rawValue)
        case .some(let argument):
            say("'\(argument)' is not understood; settings come from the environment, see \(name) --help")
            exit(ExitStatus.usage.rawValue)
        }
    }

    /// Runs the workers until a signal ends them; answers the status to exit with.
    package func run(_ workers: [Worker], environment: [String: String]) async -> ExitStatus {
        do {
            let host = try await WorkerHost.start(
                name,
                version: version,
                workers: workers,
                environment: environment,
                knownSettings: Setting.ofEveryWorker + workers.flatMap(\.settings) + otherSettings,
                topology: topology,
                checkSchema: checkSchema
            )
            return try await host.run()
        } catch {
            let refusal = Refusal(error)
            say(refusal.message)
            return refusal.status
        }
    }

    /// What `--help` prints: every setting of these workers.
    package func usage(of workers: [Worker]) -> String {
        var text = """
            \(name) \(version): runs \(workers.map(\.name).joined(separator: ", ")) until SIGTERM or SIGINT.

            Settings come from the environment, and what is not there from the JSON file that TIERLINE_CONFIG names,
            where TIERLINE_HTTP_PORT=8080 is {"http_port": 8080}.

            \(Setting.table(of: Setting.ofEveryWorker))
            """
        for worker in workers where !worker.settings.isEmpty {
            text += "\n\nOf \(worker.name):\n\n\(Setting.table(of: worker.settings))"
        }
        return text
    }

    private func say(_ message: String) {
        try? FileHandle.standardError.write(contentsOf: Data("\(name): \(message)\n".utf8))
    }
}
