import Foundation
import Synchronization

/// Points at which a test can end the process, or fail it, to prove that nothing is lost there.
///
/// `TIERLINE_FAILPOINT=after_commit_before_publish:kill` sends the process SIGKILL at the first passage, `:throw` makes
/// the service fail, `:after=3` spares three passages, and `decide:kill:containing=TEXT` strikes only when a message's
/// body contains the text. Honoured only when the database is marked as a test database.
package struct Failpoints: Sendable {
    /// Where a failpoint can strike, in the order of a batch's life.
    package enum Point: String, CaseIterable, Sendable {
        case afterDeliver = "after_deliver"
        case decode
        case afterLoad = "after_load"
        case decide
        case afterDecide = "after_decide"
        case beforeCommit = "before_commit"
        case afterCommitBeforePublish = "after_commit_before_publish"
        case midPublish = "mid_publish"
        case afterPublishBeforeAck = "after_publish_before_ack"
        case afterAck = "after_ack"
        /// For handlers with an effect outside: the intent is committed, the call not yet made.
        case afterIntent = "after_intent"
        /// The call is made, its result not yet committed.
        case afterDelivery = "after_delivery"
    }

    /// What a `throw` failpoint throws: the service fails with it, as if the process had ended there.
    package struct Struck: Error, Hashable {
        package var point: Point

        package init(point: Point) {
            self.point = point
        }
    }

    private enum Action: String { case kill, `throw` }

    private final class Armed: Sendable {
        let point: Point
        let action: Action
        let text: [UInt8]
        let spared: Mutex<Int>

        init(point: Point, action: Action, text: [UInt8], spared: Int) {
            self.point = point
            self.action = action
            self.text = text
            self.spared = Mutex(spared)
        }
    }

    private let armed: Armed?

    /// No failpoint at all.
    package static let none = Failpoints(armed: nil)

    private init(armed: Armed?) {
        self.armed = armed
    }

    /// Reads `name:kill|throw[:after=N][:containing=TEXT]`.
    ///
    /// - Throws: ``SettingError`` that names what cannot be read.
    package init(_ text: String) throws(SettingError) {
        var parts = text.split(separator: ":").map(String.init)[...]
        let names = Point.allCases.map(\.rawValue).joined(separator: ", ")
        guard let point = parts.popFirst().flatMap(Point.init(rawValue:)) else {
            throw SettingError(key: "TIERLINE_FAILPOINT", problem: "'\(text)' does not start with one of \(names)")
        }
        guard let action = parts.popFirst().flatMap(Action.init(rawValue:)) else {
            throw SettingError(key: "TIERLINE_FAILPOINT", problem: "'\(text)' says neither kill nor throw")
        }
        var spared = 0
        var contained: [UInt8] = []
        for part in parts {
            if let count = part.wholeMatch(of: /after=(\d+)/).flatMap({ Int($0.1) }) {
                spared = count
            } else if let found = part.wholeMatch(of: /containing=(.+)/) {
                contained = Array(found.1.utf8)
            } else {
                throw SettingError(
                    key: "TIERLINE_FAILPOINT",
                    problem: "'\(part)' is neither after=N nor containing=TEXT"
                )
            }
        }
        armed = Armed(point: point, action: action, text: contained, spared: spared)
    }

    func isArmed(at point: Point) -> Bool {
        armed?.point == point
    }

    /// Passes `point`; kills the process or throws ``Struck`` if the failpoint is armed there.
    package func pass(_ point: Point) throws {
        guard let armed, armed.point == point, armed.text.isEmpty else { return }
        try strike(armed)
    }

    /// Passes `point` with the message whose body this is.
    package func pass(_ point: Point, with body: @autoclosure () -> [UInt8]) throws {
        guard let armed, armed.point == point else { return }
        guard armed.text.isEmpty || body().firstRange(of: armed.text) != nil else { return }
        try strike(armed)
    }

    private func strike(_ armed: Armed) throws {
        let isSpared = armed.spared.withLock { spared in
            defer { spared -= 1 }
            return spared > 0
        }
        guard !isSpared else { return }
        switch armed.action {
        case .kill:
            kill(getpid(), SIGKILL)
        case .throw:
            throw Struck(point: armed.point)
        }
    }
}
