import AMQP
import Foundation
import WorkerRuntime

/// A dead letter without its body.
struct DeadLetterView: Encodable, Sendable {
    var id: Int
    var queue: String
    var messageKey: String
    var reason: String
    var error: String
    var exchange: String
    var routingKey: String
    var contentType: String?
    var type: String?
    var state: String
    var timesSeen: Int
    var timesReplayed: Int
    var firstSeenAt: Date
    var lastSeenAt: Date
    var settledAt: Date?
    var settledBy: String?
    var bodyBytes: Int

    init(_ letter: DeadLetter) {
        id = letter.id
        queue = letter.queue
        messageKey = letter.messageKey
        reason = letter.reason.rawValue
        error = letter.error
        exchange = letter.exchange
        routingKey = letter.routingKey
        contentType = letter.message.contentType
        type = letter.message.type
        state = letter.state.rawValue
        timesSeen = letter.timesSeen
        timesReplayed = letter.timesReplayed
        firstSeenAt = letter.firstSeenAt
        lastSeenAt = letter.lastSeenAt
        settledAt = letter.settledAt
        settledBy = letter.settledBy
        bodyBytes = letter.message.body.count
    }
}
