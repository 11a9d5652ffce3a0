import AMQP
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import UnixSignals

/// A started process: its connections stand, its checks have passed, its services are ready to run.
struct WorkerHost {
    let configuration: WorkerConfiguration
    let connections: Connections
    let services: [any Service]
    let health: Health
    let logger: Logger

    /// Reads the configuration, connects, checks, and makes the workers' services.
    ///
    /// - Throws: what ``Refusal`` makes one line of.
    static func start(
        _ name: String,
        version: String,
        workers: [Worker],
        environment: [String: String],
        knownSettings: [Setting],
        topology: Topology?,
        checkSchema: (Database) async throws -> Void
    ) async throws -> WorkerHost {
        let settings = try await SettingsReader(environment: environment)
        let configuration = try WorkerConfiguration(settings)
        let logger = Logger(label: name) { label in
            LineLogHandler(label: label, level: configuration.logLevel, format: configuration.logFormat)
        }
        for unknown in settings.unknownNames(given: knownSettings) {
            logger.warning("a setting is not known and does nothing: \(unknown)")
        }

        let connections = try Connections(configuration, name: name, workers: workers.count, logger: logger)
        let failpoints: Failpoints
        do {
            try await connections.check(topology, checkSchema)
            failpoints = try await connections.failpoints(configuration.failpoint)
        } catch {
            await connections.close()
            throw error
        }

        let health = Health(stallTime: configuration.stallTime)
        let metrics = WorkerMetrics()
        metrics.observe(connections)
        var support: [any Service] = []
        var work: [any Service] = []
        for worker in workers {
            metrics.describeBuild(worker: worker.name, version: version)
            let host = ProcessInfo.processInfo.hostName
            let instance = "\(worker.name)@\(host):\(ProcessInfo.processInfo.processIdentifier)"
            var logger = logger
            logger[metadataKey: "worker"] = "\(worker.name)"
            logger[metadataKey: "instance"] = "\(instance)"
            let context = WorkerContext(
                worker: worker.name,
                instance: instance,
                configuration: configuration,
                broker: connections.broker,
                settings: settings,
                database: connections.database,
                publisher: connections.publisher,
                inspector: connections.inspector,
                metrics: metrics,
                health: health,
                failpoints: failpoints,
                logger: logger
            )
            support.append(OutboxTidying(outbox: context.outbox, logger: logger))
            support.append(PresenceReporter(context: context, version: version))
            work += try await worker.makeServices(context)
        }
        if let port = configuration.httpPort {
            let server = HealthServer(
                host: configuration.httpHost,
                port: port,
                health: health,
                metrics: metrics.registry,
                logger: logger
            )
            support.insert(server, at: 0)
        }
        return WorkerHost(
            configuration: configuration,
            connections: connections,
            services: support + [ServiceSet(services: work, health: health)],
            health: health,
            logger: logger
        )
    }

    /// Runs until a signal comes and the work that had begun is finished; answers the status to exit with.
    func run() async throws -> ExitStatus {
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet
        )
        group.maximumGracefulShutdownDuration = configuration.drainTime
        health.report("start", isUnreadyBecause: nil)
        logger.notice("started")
        do {
            try await ServiceGroup(configuration: group).run()
        } catch is CancellationError {
            logger.warning("the drain time is over; unfinished messages go back to the broker")
        } catch let refusal as Refusal {
            await connections.close()
            throw refusal
        } catch {
            logger.critical("a service failed and the process ends", metadata: ["error": "\(error)"])
            await connections.close()
            return .software
        }
        await connections.close()
        logger.notice("ended")
        return .ok
    }

    /// The service group's own news are ours told twice.
    private var quiet: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .error)
        return logger
    }
}
