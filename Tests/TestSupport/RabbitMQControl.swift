/// The `rabbitmqctl` of one broker.
struct RabbitMQControl: Sendable {
    let program: String

    @discardableResult
    func run(_ arguments: [String]) async throws -> String {
        try await Command.run(program, ["--quiet"] + arguments)
    }
}
