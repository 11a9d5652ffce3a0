package import AMQP
package import Logging
package import Postgres

/// What a worker is made of: its configuration and its connections.
package struct WorkerContext: Sendable {
    /// The worker's name.
    package let worker: String
    /// The worker's name, host and process id: unique in the fleet.
    package let instance: String
    package let configuration: WorkerConfiguration
    package let broker: BrokerConfiguration
    /// Reads the settings the worker declared.
    package let settings: SettingsReader
    package let database: Database
    /// The process's publishing connection; all workers of a process share it.
    package let publisher: Publisher
    package let outbox: Outbox
    /// Asks the broker about queues, over a connection apart from publishing and consuming.
    package let inspector: TopologyClient
    package let metrics: WorkerMetrics
    package let health: Health
    package let failpoints: Failpoints
    package var logger: Logger

    package init(
        worker: String,
        instance: String,
        configuration: WorkerConfiguration,
        broker: BrokerConfiguration,
        settings: SettingsReader,
        database: Database,
        publisher: Publisher,
        inspector: TopologyClient,
        metrics: WorkerMetrics = WorkerMetrics(),
        health: Health = Health(),
        failpoints: Failpoints = .none,
        logger: Logger
    ) {
        self.worker = worker
        self.instance = instance
        self.configuration = configuration
        self.broker = broker
        self.settings = settings
        self.database = database
        self.publisher = publisher
        self.inspector = inspector
        self.outbox = Outbox(publisher: publisher, database: database, metrics: metrics, logger: logger)
        self.metrics = metrics
        self.health = health
        self.failpoints = failpoints
        self.logger = logger
    }
}
