import AMQP
import Synchronization

@testable import SupportWorkers

extension Delivery {
    /// The ids of what a message to escalation tells of, be it one thing or several.
    func toldIDs() throws -> [String] {
        let stage = EscalationStage(policies: PolicyBook())
        let parts = stage.parts(of: try stage.decode(self))
        return (parts.isEmpty ? [message] : parts.map(\.message)).compactMap(\.messageID)
    }
}

/// What a consumer has heard so far.
final class Heard: Sendable {
    private let all = Mutex<[String]>([])

    var ids: [String] { all.withLock(\.self) }

    func add(_ ids: [String]) { all.withLock { $0 += ids } }
}
