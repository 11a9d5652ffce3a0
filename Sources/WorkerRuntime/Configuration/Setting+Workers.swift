extension Setting {
    static let configurationFile = Setting(
        "TIERLINE_CONFIG",
        help: "a JSON file for settings that are not in the environment"
    )
    package static let databaseURL = Setting(
        "TIERLINE_DATABASE_URL",
        isSecret: true,
        help: "the PostgreSQL to work on, postgresql://user:password@host:port/database; several hosts, sslmode and "
            + "all else as PostgreSQL's manual says of such URLs"
    )
    package static let databasePasswordFile = Setting(
        "TIERLINE_DATABASE_PASSWORD_FILE",
        help: "a file that holds the password, in place of the URL"
    )
    static let databasePoolSize = Setting(
        "TIERLINE_DATABASE_POOL_SIZE",
        help: "the number of database connections of this process; by default 3 for each worker it hosts"
    )
    static let databaseDeadline = Setting(
        "TIERLINE_DATABASE_DEADLINE_SECONDS",
        default: "30",
        help: "the longest a transaction or statement may take, a batch's included"
    )
    package static let amqpURL = Setting(
        "TIERLINE_AMQP_URL",
        isSecret: true,
        help: "the RabbitMQ to work with, amqp://user:password@host:port/vhost; several hosts separated by commas; "
            + "amqps: is TLS, with ?cacertfile=, certfile=, keyfile= and verify= as RabbitMQ's other clients know them"
    )
    package static let amqpPasswordFile = Setting(
        "TIERLINE_AMQP_PASSWORD_FILE",
        help: "a file that holds the password, in place of the URL"
    )
    static let prefetch = Setting(
        "TIERLINE_PREFETCH",
        default: "512",
        help: "how many messages the broker hands each consumer ahead; it reads no more than 64 MB of them ahead"
    )
    static let batchSize = Setting(
        "TIERLINE_BATCH_SIZE",
        default: "256",
        help: "the most messages handled in one transaction"
    )
    static let maximumBodySize = Setting(
        "TIERLINE_MESSAGE_MAX_BYTES",
        default: "10485760",
        help: "the largest message body that is accepted; larger ones become dead letters"
    )
    static let drainSeconds = Setting(
        "TIERLINE_DRAIN_SECONDS",
        default: "20",
        help: "how long started work may take to finish after SIGTERM"
    )
    static let sweepAge = Setting(
        "TIERLINE_OUTBOX_SWEEP_SECONDS",
        default: "5",
        help: "how old an outbox row is when the relay takes it to be left by a crash"
    )
    static let presenceInterval = Setting(
        "TIERLINE_PRESENCE_SECONDS",
        default: "5",
        help: "how often the process says that it is there"
    )
    static let stallSeconds = Setting(
        "TIERLINE_STALL_SECONDS",
        default: "60",
        help: "after how long without progress, though there is work, /healthz fails"
    )
    static let httpHost = Setting(
        "TIERLINE_HTTP_HOST",
        default: "127.0.0.1",
        help: "the address that /healthz, /readyz and /metrics listen on"
    )
    static let httpPort = Setting(
        "TIERLINE_HTTP_PORT",
        help: "their port; 0 is any free one, not set is no HTTP at all"
    )
    static let logLevel = Setting(
        "TIERLINE_LOG_LEVEL",
        default: "info",
        help: "trace, debug, info, notice, warning, error or critical"
    )
    static let logFormat = Setting(
        "TIERLINE_LOG_FORMAT",
        default: "text",
        help: "text, or json for one object on each line"
    )
    static let failpoint = Setting(
        "TIERLINE_FAILPOINT",
        help: "test databases only: where to fail, name:kill|throw[:after=N][:containing=TEXT]"
    )

    /// The settings of every worker, in the order in which `--help` shows them.
    package static let ofEveryWorker: [Setting] = [
        configurationFile, databaseURL, databasePasswordFile, databasePoolSize, databaseDeadline,
        amqpURL, amqpPasswordFile, prefetch, batchSize, maximumBodySize, drainSeconds, sweepAge, presenceInterval,
        stallSeconds, httpHost, httpPort, logLevel, logFormat, failpoint,
    ]
}
