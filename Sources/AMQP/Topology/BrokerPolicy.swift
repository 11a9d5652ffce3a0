/// Settings the broker applies to every queue or exchange whose name matches.
package struct BrokerPolicy: Hashable, Sendable {
    package enum Target: String, Hashable, Sendable { case queues, exchanges, all }

    package let name: String
    /// A regular expression over names.
    package let pattern: String
    /// Keys as RabbitMQ spells them, such as `delivery-limit`; strings and integers only.
    package let definition: [String: FieldValue]
    package let target: Target
    package let priority: Int

    package init(
        _ name: String,
        pattern: String,
        definition: [String: FieldValue],
        target: Target = .queues,
        priority: Int = 0
    ) {
        self.name = name
        self.pattern = pattern
        self.definition = definition
        self.target = target
        self.priority = priority
    }
}
