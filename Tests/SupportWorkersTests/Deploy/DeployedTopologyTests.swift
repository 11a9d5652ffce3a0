import AMQP
import Foundation
import SupportWorkers
import TestSupport
import Testing

struct DeployedTopologyTests {
    @Test func `the definitions that operators import are the topology that workers expect`() throws {
        let file = TestServices.checkout.appending(path: "deploy/rabbitmq/definitions.json")
        let deployed = try objects(in: Data(contentsOf: file))
        let expected = try objects(in: Data(SupportTopology.all.definitions(virtualHost: "tierline").utf8))

        #expect(!expected.isEmpty)
        for (part, members) in expected {
            #expect(deployed[part] == members, "\(part)")
        }
    }

    @Test func `every worker has a broker user of its own`() throws {
        let file = TestServices.checkout.appending(path: "deploy/rabbitmq/definitions.json")
        let permissions = try objects(in: Data(contentsOf: file))["permissions"] ?? []

        for worker in ["intake", "triage", "sla-watcher", "escalation", "notifier"] {
            let own = permissions.filter { $0.contains(#""user":"tierline-\#(worker)""#) }
            #expect(own.count == 1, "\(worker)")
            #expect(own.allSatisfy { $0.contains(#""configure":"^$""#) }, "\(worker) may change the topology")
        }
    }

    /// The members of each part, as canonical text: their order means nothing.
    private func objects(in json: Data) throws -> [String: Set<String>] {
        let parts = try #require(try JSONSerialization.jsonObject(with: json) as? [String: [Any]])
        return try parts.mapValues { members in
            Set(
                try members.map { member in
                    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
                    return String(
                        decoding: try JSONSerialization.data(withJSONObject: member, options: options),
                        as: UTF8.self
                    )
                }
            )
        }
    }
}
