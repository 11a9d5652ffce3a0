import Foundation
import SupportStore

/// How the fleet is doing, and what is wrong.
struct StatusReport: Report, Sendable {
    struct Queue: Encodable, Sendable {
        var name: String
        /// Nil for a queue that is not there.
        var ready: Int?
        var consumers: Int?
    }

    /// One sentence each that says what is wrong and, where it is known, what to do.
    var problems: [String] = []
    var queues: [Queue] = []
    var database: FleetStatus?
    var schemaVersion: Int?
    /// The version in force, by programme.
    var policies: [String: Int] = [:]

    var text: String {
        var sections: [String] = []
        if !queues.isEmpty { sections.append(queueTable) }
        if let database {
            sections.append(workerTable(database))
            sections.append(facts(database))
            sections.append(sizeTable(database))
        }
        sections.append(
            problems.isEmpty
                ? "Nothing is wrong."
                : problems.map { TerminalText.line("WRONG  \($0)") }.joined(separator: "\n")
        )
        return sections.joined(separator: "\n\n")
    }

    private var queueTable: String {
        var table = Table(["QUEUE", "READY", "CONSUMERS"])
        for queue in queues {
            table.add(queue.name, queue.ready.map(String.init) ?? "missing", queue.consumers.map(String.init))
        }
        return table.text(ifEmpty: "")
    }

    private func workerTable(_ status: FleetStatus) -> String {
        var table = Table(["WORKER", "INSTANCE", "VERSION", "STATE", "SEEN"])
        for worker in status.workers {
            table.add(
                worker.worker,
                worker.instance,
                worker.version,
                worker.isStale ? "silent" : worker.isReady ? "ready" : "not ready \(worker.detail)",
                "\(TimeText.length(worker.silentSeconds)) ago"
            )
        }
        return table.text(ifEmpty: "No workers.")
    }

    private func facts(_ status: FleetStatus) -> String {
        let versions = policies.sorted { $0.key < $1.key }.map { "\($0.key) v\($0.value)" }
        let unsettled = status.notifications.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        let outboxAge = status.outboxOldestSeconds.map { ", the oldest \(TimeText.length($0)) old" } ?? ""
        let waiting = status.oldestUntriaged.map { ", the oldest \(TimeText.distance(from: status.now, to: $0))" } ?? ""
        let due = status.timersOldestDue.map { ", the oldest \(TimeText.distance(from: status.now, to: $0))" } ?? ""
        let delivery =
            status.oldestNotification.map { ", the oldest \(TimeText.distance(from: status.now, to: $0))" } ?? ""
        let next = status.nextTimer.map { "; the next \(TimeText.distance(from: status.now, to: $0))" } ?? ""
        return Table.facts([
            ("Fleet time", TimeText.moment(status.now)),
            ("Tickets", "\(status.openTickets) open, \(status.untriaged) not triaged yet\(waiting)"),
            ("Outbox", "\(status.outbox)\(outboxAge)"),
            ("Timers", "\(status.timersOverdue) due\(due)\(next)"),
            ("Notifications", unsettled.isEmpty ? "none under way" : unsettled.joined(separator: ", ") + delivery),
            ("Open pages", "\(status.openPages)"),
            ("Dead letters", "\(status.deadLetters)"),
            ("Policies", versions.isEmpty ? "none" : versions.joined(separator: ", ")),
            ("Schema", schemaVersion.map { "version \($0)" }),
            ("Connections", "\(status.connections) of \(status.connectionLimit) to PostgreSQL"),
        ])
    }

    private func sizeTable(_ status: FleetStatus) -> String {
        var table = Table(["TABLE", "SIZE", "ROWS", "DEAD ROWS"])
        for size in status.tables {
            table.add(
                size.table,
                Int64(size.bytes).formatted(.byteCount(style: .binary)),
                "\(size.rows)",
                "\(size.deadRows)"
            )
        }
        return table.text(ifEmpty: "")
    }
}

extension FleetStatus.Worker {
    /// Whether it has said nothing for so long that it has probably ended without taking leave.
    var isStale: Bool { silentSeconds > 30 }
}
