import ArgumentParser
import Foundation
import SupportWorkers
import WorkerRuntime

/// `tierline work`: any set of workers in this one process.
struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run workers in this process until SIGTERM or SIGINT.",
        discussion: """
            The same workers as tierline-intake and the other executables, side by side in one process: for a small \
            desk, or a trial.

            Example: TIERLINE_MAIL=maildir:/var/spool/tierline tierline work

            Settings:

            \(WorkerProcess("tierline work").usage(of: Worker.all))
            """
    )

    @Argument(help: "The workers: \(Worker.all.map(\.name).joined(separator: ", ")); by default all of them.")
    var workers: [String] = []

    func validate() throws {
        let known = Worker.all.map(\.name)
        guard let stranger = workers.first(where: { !known.contains($0) }) else { return }
        throw ValidationError("there is no worker '\(stranger)'; there are \(known.joined(separator: ", "))")
    }

    func run() async throws {
        let chosen = workers.isEmpty ? Worker.all : Worker.all.filter { workers.contains($0.name) }
        let process = WorkerProcess("tierline work")
        let status = await process.run(chosen, environment: ProcessInfo.processInfo.environment)
        if status != .ok { throw ExitCode(status.rawValue) }
    }
}
