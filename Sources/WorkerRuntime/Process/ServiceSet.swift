import ServiceLifecycle

/// Runs services side by side and drains them side by side, where a service group would drain one after the other.
struct ServiceSet: Service {
    let services: [any Service]
    let health: Health

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for service in services {
                    group.addTask { try await service.run() }
                }
                while try await group.next() != nil {}  // the first failure cancels the others
            }
        } onGracefulShutdown: {
            health.report("drain", isUnreadyBecause: "it is finishing its work and will end")
        }
    }
}
