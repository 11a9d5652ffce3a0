/// The `rabbitmqctl` of one broker.
struct RabbitMQControl: Sendable {
    private static let turnstile = Turnstile(places: 3)

    let program: String

    @discardableResult
    func run(_ arguments: [String]) async throws -> String {
        try await Self.turnstile.pass {
            try await Command.run(program, ["--quiet"] + arguments)
        }
    }
}
