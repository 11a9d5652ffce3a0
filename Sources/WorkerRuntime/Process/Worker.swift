package import ServiceLifecycle

/// One worker: a name, its settings and the services it consists of.
///
/// It is a value, so that one process can host any set of workers.
package struct Worker: Sendable {
    /// The role's name, such as `triage`.
    package let name: String
    /// The settings it reads beyond those of every worker; `--help` shows them.
    package let settings: [Setting]
    /// Makes the services, in the order in which they depend on each other; called once at start.
    package let makeServices: @Sendable (WorkerContext) async throws -> [any Service]

    package init(
        _ name: String,
        settings: [Setting] = [],
        makeServices: @escaping @Sendable (WorkerContext) async throws -> [any Service]
    ) {
        self.name = name
        self.settings = settings
        self.makeServices = makeServices
    }
}
