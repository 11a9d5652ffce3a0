/// The exchanges, queues, bindings and policies a fleet needs, as one value that is planned, applied and verified.
package struct Topology: Hashable, Sendable {
    package struct Exchange: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable { case direct, fanout, headers, topic }

        package let name: String
        package let kind: Kind
        /// Takes what this exchange can route nowhere.
        package let alternateExchange: String?
        package let isDurable: Bool

        package init(_ name: String, kind: Kind, alternateExchange: String? = nil, isDurable: Bool = true) {
            self.name = name
            self.kind = kind
            self.alternateExchange = alternateExchange
            self.isDurable = isDurable
        }

        var arguments: [String: FieldValue] {
            alternateExchange.map { ["alternate-exchange": .string($0)] } ?? [:]
        }
    }

    package struct Queue: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable { case classic, quorum }

        package let name: String
        package let kind: Kind
        package let isDurable: Bool

        /// Describes a queue; everything that may want tuning later belongs into a ``BrokerPolicy`` instead, since a
        /// queue's own arguments can never be changed.
        package init(_ name: String, kind: Kind = .quorum, isDurable: Bool = true) {
            self.name = name
            self.kind = kind
            self.isDurable = isDurable
        }

        var arguments: [String: FieldValue] { ["x-queue-type": .string(kind.rawValue)] }
    }

    package struct Binding: Hashable, Sendable {
        package let exchange: String
        package let queue: String
        package let routingKey: String

        package init(from exchange: String, to queue: String, routingKey: String = "") {
            self.exchange = exchange
            self.queue = queue
            self.routingKey = routingKey
        }
    }

    package var exchanges: [Exchange]
    package var queues: [Queue]
    package var bindings: [Binding]
    /// Cannot be set over AMQP; see ``Topology/policyCommands(virtualHost:)`` and ``Topology/definitions(virtualHost:)``.
    package var policies: [BrokerPolicy]

    package init(exchanges: [Exchange], queues: [Queue], bindings: [Binding], policies: [BrokerPolicy] = []) {
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
        self.policies = policies
    }
}
