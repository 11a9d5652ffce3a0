import Foundation
import SupportStore

extension StatusReport {
    /// What is wrong, as far as the database knows; one sentence each.
    static func problems(of status: FleetStatus, policies: [String: Int], workers: [String]) -> [String] {
        var problems: [String] = []
        for worker in workers {
            let present = status.workers.filter { $0.worker == worker && !$0.isStale }
            if present.isEmpty {
                problems.append("no \(worker) worker is there; start tierline-\(worker)")
            } else if !present.contains(where: \.isReady) {
                problems.append("no \(worker) worker is ready: \(present[0].detail)")
            }
        }
        if policies.isEmpty { problems.append("no policy is in force; run: tierline policy apply FILE") }
        if let age = status.outboxOldestSeconds, age > 30 {
            problems.append("a message has waited \(TimeText.length(age)) to be published; is the broker well?")
        }
        if let due = status.timersOldestDue, status.now.timeIntervalSince(due) > 10 {
            let late = TimeText.length(status.now.timeIntervalSince(due))
            let timers = status.timersOverdue.of("timer")
            problems.append("\(timers) overdue, the oldest by \(late); is an sla-watcher running?")
        }
        if let oldest = status.oldestUntriaged, status.now.timeIntervalSince(oldest) > 60 {
            let age = TimeText.length(status.now.timeIntervalSince(oldest))
            problems.append("a ticket has waited \(age) for triage; see: tierline dead list --queue triage")
        }
        if let oldest = status.oldestNotification, status.now.timeIntervalSince(oldest) > 60 {
            let age = TimeText.length(status.now.timeIntervalSince(oldest))
            problems.append("a notification has waited \(age) to be delivered; see: tierline notification list")
        }
        if status.deadLetters > 0 {
            problems.append("\(status.deadLetters.of("dead letter")) to look at; see: tierline dead list")
        }
        if status.connections * 10 > status.connectionLimit * 9 {
            problems.append("\(status.connections) of \(status.connectionLimit) connections to PostgreSQL are taken")
        }
        return problems
    }
}
