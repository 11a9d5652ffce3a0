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

    /// How many messages each quorum queue of a virtual host holds at this moment, whoever has them.
    ///
    /// `list_queues` says what a queue said of itself up to five seconds ago; this asks each queue's own state.
    func messageCounts(in virtualHost: String) async throws -> [String: Int] {
        let answer = try await run(["eval", Self.counting(virtualHost)])
        var counts: [String: Int] = [:]
        for match in answer.matches(of: /\{<<"([^"]+)">>,(\d+)\}/) {
            counts[String(match.1)] = Int(match.2)
        }
        guard answer.count(where: { $0 == "{" }) == counts.count else {
            throw TestSupportError("the broker's answer cannot be read: \(answer)")
        }
        return counts
    }

    private static func counting(_ virtualHost: String) -> String {
        """
        [begin
            {ok, {_, Count}, _} = ra:local_query(amqqueue:get_pid(Queue), fun rabbit_fifo:query_messages_total/1),
            {element(4, amqqueue:get_name(Queue)), Count}
         end || Queue <- rabbit_amqqueue:list(<<"\(virtualHost)">>)].
        """
    }
}
