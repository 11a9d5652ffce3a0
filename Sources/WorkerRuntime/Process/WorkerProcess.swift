package import AMQP
package import Postgres

/// The process that hosts workers: configuration, start-up checks, services, signals, exit code.
///
///     await WorkerProcess("tierline-triage", topology: .support, schema: Schema.check).run([.triage])
///
/// It starts only when the servers answer and are what the workers expect; else it says in one line on standard error
/// what is wrong and what to do, and exits with a code of `sysexits.h`. On SIGTERM and SIGINT it finishes what was
/// delivered within the drain time.
package struct WorkerProcess: Sendable {
    let name: String
    let topology: Topology?
    let checkSchema: @Sendable (Database) async throws -> Void

    /// - Parameters:
    ///   - name: the executable's name, as usage and logs show it.
    ///   - topology: the broker objects that must be there; they are declared passively.
    ///   - checkSchema: throws a ``Refusal`` when the database is not migrated as the binary expects.
    package init(
        _ name: String,
        topology: Topology? = nil,
        checkSchema: @escaping @Sendable (Database) async throws -> Void = { _ in }
    ) {
        self.name = name
        self.topology = topology
        self.checkSchema = checkSchema
    }

    /// Runs the workers until a signal ends them, and exits the process.
    package func run(_ workers: [Worker]) async -> Never {
        fatalError()
    }
}
