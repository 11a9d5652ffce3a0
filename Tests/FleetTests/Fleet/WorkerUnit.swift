import Foundation

/// The five executables, by the worker that each hosts.
enum WorkerRole: String, CaseIterable, Sendable {
    case intake
    case triage
    case slaWatcher = "sla-watcher"
    case escalation
    case notifier

    var executable: String { "tierline-\(rawValue)" }
}

/// One copy of one worker, kept running as systemd keeps a unit running: what ends is started again at once.
actor WorkerUnit {
    nonisolated let role: WorkerRole
    nonisolated let log: URL
    private let environment: [String: String]
    private var child: ChildProcess?
    private var supervision: Task<Void, any Error>?
    private var isWanted = false
    /// How each run so far ended, oldest first.
    private(set) var ends: [ChildProcess.End] = []

    init(_ role: WorkerRole, copy: Int, environment: [String: String], folder: URL) {
        self.role = role
        self.environment = environment
        log = folder.appending(path: "\(role.rawValue)-\(copy).log")
    }

    var processIdentifier: Int32? { child?.identifier }

    /// How often a run was ended by SIGKILL, whether it came from a test or from a failpoint.
    var killCount: Int { ends.count { $0 == .killed(signal: SIGKILL) } }

    /// Starts it, if it does not run; it will be started again whenever it ends.
    ///
    /// The settings are added to its environment: for the first run only, if said so.
    func start(with settings: [String: String] = [:], onlyOnce: Bool = false) throws {
        guard !isWanted else { return }
        isWanted = true
        let first = try run(with: settings)
        supervision = Task {
            var current = first
            while true {
                ends.append(await current.end())
                child = nil
                guard isWanted else { return }
                current = try run(with: onlyOnce ? [:] : settings)
            }
        }
    }

    /// Asks it to finish (SIGTERM), and answers how it ended; nil if it did not run.
    @discardableResult
    func stop() async -> ChildProcess.End? {
        await end(by: SIGTERM)
    }

    /// Ends it (SIGKILL) and does not start it again.
    func stopAtOnce() async {
        _ = await end(by: SIGKILL)
    }

    /// Lets it stand still (SIGSTOP), with all that it holds.
    func suspend() {
        child?.signal(SIGSTOP)
    }

    /// Lets it go on (SIGCONT) as if no time had passed.
    func resume() {
        child?.signal(SIGCONT)
    }

    /// Sends SIGKILL; the unit is started again.
    func kill() {
        child?.signal(SIGKILL)
    }

    private func run(with settings: [String: String]) throws -> ChildProcess {
        let child = try ChildProcess(role.executable, environment: environment.merging(settings) { $1 }, log: log)
        self.child = child
        return child
    }

    private func end(by signal: Int32) async -> ChildProcess.End? {
        guard isWanted else { return nil }
        isWanted = false
        child?.signal(signal)
        try? await supervision?.value
        return ends.last
    }
}
