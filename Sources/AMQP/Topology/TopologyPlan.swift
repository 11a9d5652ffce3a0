/// What lies between a topology and the broker.
package struct TopologyPlan: Hashable, Sendable, CustomStringConvertible {
    /// An exchange or queue that exists with other properties, which only deleting it can change.
    package struct Difference: Hashable, Sendable, CustomStringConvertible {
        /// The object, such as `queue intake`.
        package let object: String
        /// What the broker says about it.
        package let explanation: String

        package var description: String { "\(object) differs: \(explanation)" }
    }

    package internal(set) var missingExchanges: [Topology.Exchange] = []
    package internal(set) var missingQueues: [Topology.Queue] = []
    package internal(set) var differences: [Difference] = []

    /// Whether every exchange and queue is there as it should be; bindings cannot be seen over AMQP.
    package var isEmpty: Bool { missingExchanges.isEmpty && missingQueues.isEmpty && differences.isEmpty }

    /// One line per finding, empty when there is none.
    package var description: String {
        let lines =
            missingExchanges.map { "exchange \($0.name) (\($0.kind.rawValue)) is missing" }
            + missingQueues.map { "queue \($0.name) (\($0.kind.rawValue)) is missing" }
            + differences.map(\.description)
        return lines.joined(separator: "\n")
    }
}
