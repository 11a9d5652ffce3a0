import Foundation

extension Topology {
    /// The document `rabbitmqctl import_definitions` and the broker's `load_definitions` read, keys in fixed order.
    package func definitions(virtualHost: String) -> String {
        Topology.json([
            "vhosts": [["name": virtualHost]],
            "exchanges": exchanges.map { exchange -> [String: Any] in
                [
                    "name": exchange.name, "vhost": virtualHost, "type": exchange.kind.rawValue,
                    "durable": exchange.isDurable, "auto_delete": false, "internal": false,
                    "arguments": Topology.plain(exchange.arguments),
                ]
            },
            "queues": queues.map { queue -> [String: Any] in
                [
                    "name": queue.name, "vhost": virtualHost, "durable": queue.isDurable, "auto_delete": false,
                    "arguments": Topology.plain(queue.arguments),
                ]
            },
            "bindings": bindings.map { binding -> [String: Any] in
                [
                    "source": binding.exchange, "vhost": virtualHost, "destination": binding.queue,
                    "destination_type": "queue", "routing_key": binding.routingKey, "arguments": [String: Any](),
                ]
            },
            "policies": policies.map { policy -> [String: Any] in
                [
                    "name": policy.name, "vhost": virtualHost, "pattern": policy.pattern,
                    "apply-to": policy.target.rawValue, "priority": policy.priority,
                    "definition": Topology.plain(policy.definition),
                ]
            },
        ])
    }

    /// One shell command per policy; each may be run any number of times.
    package func policyCommands(virtualHost: String) -> [String] {
        policies.map { policy in
            let definition = Topology.json(Topology.plain(policy.definition), isPretty: false)
            return "rabbitmqctl set_policy -p \(Topology.quoted(virtualHost)) --priority \(policy.priority) "
                + "--apply-to \(policy.target.rawValue) \(Topology.quoted(policy.name)) "
                + "\(Topology.quoted(policy.pattern)) \(Topology.quoted(definition))"
        }
    }

    private static func plain(_ table: [String: FieldValue]) -> [String: Any] {
        table.compactMapValues { value -> Any? in
            switch value {
            case .string(let text): text
            case .int(let number): number
            case .double(let number): number
            case .bool(let flag): flag
            case .table(let table): plain(table)
            case .timestamp, .bytes, .array, .decimal, .void: nil  // no policy and no argument of ours uses them
            }
        }
    }

    private static func json(_ object: [String: Any], isPretty: Bool = true) -> String {
        var options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { options.insert(.prettyPrinted) }
        guard let data = try? JSONSerialization.data(withJSONObject: object, options: options) else {
            preconditionFailure("strings, numbers and flags can always be written as JSON")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }
}
