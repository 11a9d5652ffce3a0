// swift-tools-version: 6.2
// Swift 6 language mode is the default of these tools.

import PackageDescription

/// One worker executable: a `Main.swift` that names its workers and nothing else.
func worker(_ target: String) -> Target {
    .executableTarget(name: target, dependencies: ["SupportWorkers", "WorkerRuntime"])
}

let package = Package(
    name: "tierline",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "tierline-intake", targets: ["IntakeWorker"]),
        .executable(name: "tierline-triage", targets: ["TriageWorker"]),
        .executable(name: "tierline-sla-watcher", targets: ["SLAWatcher"]),
        .executable(name: "tierline-escalation", targets: ["EscalationWorker"]),
        .executable(name: "tierline-notifier", targets: ["NotifierWorker"]),
        .executable(name: "tierline", targets: ["TierlineCLI"]),
        .executable(name: "tierline-bench", targets: ["Bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The C libraries: a module map and what Swift cannot call.
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        .systemLibrary(name: "CAllocator"),

        // Wrappers that know nothing of support.
        .target(name: "Threading"),
        .target(
            name: "Postgres",
            dependencies: ["CLibPQ", "Threading", .product(name: "Logging", package: "swift-log")]
        ),
        .target(
            name: "AMQP",
            dependencies: ["CRabbitMQ", "Threading", .product(name: "Logging", package: "swift-log")]
        ),
        .target(name: "Mail", dependencies: ["CGMime", "CCurl", "Threading"]),

        // What support is, without input or output.
        .target(name: "SupportDomain", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "PolicyFile", dependencies: ["SupportDomain", .product(name: "Yams", package: "Yams")]),

        // What support remembers.
        .target(
            name: "Schema",
            dependencies: ["Postgres"],
            exclude: ["schema.sql"],
            resources: [.embedInCode("Migrations")]
        ),
        .target(name: "SupportStore", dependencies: ["SupportDomain", "Postgres"]),

        // What every worker is.
        .target(
            name: "WorkerRuntime",
            dependencies: [
                "AMQP", "CAllocator", "Postgres",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),

        // What these workers do.
        .target(
            name: "SupportWorkers",
            dependencies: [
                "AMQP", "Mail", "PolicyFile", "Postgres", "Schema", "SupportDomain", "SupportStore", "WorkerRuntime",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        worker("IntakeWorker"),
        worker("TriageWorker"),
        worker("SLAWatcher"),
        worker("EscalationWorker"),
        worker("NotifierWorker"),
        .executableTarget(
            name: "TierlineCLI",
            dependencies: [
                "AMQP", "Mail", "PolicyFile", "Postgres", "Schema", "SupportDomain", "SupportStore", "SupportWorkers",
                "WorkerRuntime",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "AMQP", "Postgres", "SupportDomain",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        .target(
            name: "TestSupport",
            dependencies: ["Postgres", "Schema", .product(name: "Logging", package: "swift-log")],
            path: "Tests/TestSupport"
        ),
        .testTarget(name: "TestSupportTests", dependencies: ["Postgres", "TestSupport"]),
        .testTarget(name: "ThreadingTests", dependencies: ["Threading"]),
        .testTarget(
            name: "PostgresTests",
            dependencies: ["Postgres", "TestSupport", .product(name: "Logging", package: "swift-log")]
        ),
        .testTarget(name: "AMQPTests", dependencies: ["AMQP", "TestSupport"]),
        .testTarget(name: "MailTests", dependencies: ["Mail", "TestSupport"], resources: [.copy("Fixtures")]),
        .testTarget(name: "SupportDomainTests", dependencies: ["SupportDomain"], resources: [.copy("Fixtures")]),
        .testTarget(name: "PolicyFileTests", dependencies: ["PolicyFile", "SupportDomain"]),
        .testTarget(name: "SchemaTests", dependencies: ["Postgres", "Schema", "TestSupport"]),
        .testTarget(
            name: "SupportStoreTests",
            dependencies: ["Postgres", "SupportDomain", "SupportStore", "TestSupport"]
        ),
        .testTarget(
            name: "WorkerRuntimeTests",
            dependencies: [
                "AMQP", "Postgres", "Schema", "TestSupport", "WorkerRuntime",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "SupportWorkersTests",
            dependencies: [
                "AMQP", "Mail", "PolicyFile", "Postgres", "SupportDomain", "SupportStore", "SupportWorkers",
                "TestSupport",
                "WorkerRuntime",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .testTarget(
            name: "TierlineCLITests",
            dependencies: [
                "AMQP", "Postgres", "SupportDomain", "SupportStore", "SupportWorkers", "TestSupport", "TierlineCLI",
                "WorkerRuntime",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .testTarget(
            name: "FleetTests",
            dependencies: [
                "AMQP", "Postgres", "Schema", "SupportDomain", "SupportStore", "SupportWorkers", "TestSupport",
                "WorkerRuntime",
                // Not for their code: they are built with the tests, which start them.
                "IntakeWorker", "TriageWorker", "SLAWatcher", "EscalationWorker", "NotifierWorker", "TierlineCLI",
            ]
        ),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335: a box is visible
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409: no dependency leaks by accident
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444: every file names what it uses
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461: async stays on the caller's executor
        .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
        .enableUpcomingFeature("ImmutableWeakCaptures"),  // SE-0481
        .strictMemorySafety(),  // SE-0458: every unsafe use says so
        .treatAllWarnings(as: .error),
    ]
}
