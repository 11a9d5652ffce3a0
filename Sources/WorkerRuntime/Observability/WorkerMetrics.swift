import Foundation

/// What every worker measures, under OpenTelemetry's messaging names where it has one.
package struct WorkerMetrics: Sendable {
    package let registry: MetricsRegistry

    package init(registry: MetricsRegistry = MetricsRegistry()) {
        self.registry = registry
        registry.gauge("process_resident_memory_bytes", help: "Resident memory.") { residentMemory() }
    }

    package func consumed(from queue: String) -> Counter {
        registry.counter(
            "messaging_client_consumed_messages_total",
            help: "Messages delivered to this process.",
            labels: Self.labels("receive", of: queue)
        )
    }

    package func sent(isConfirmed: Bool) -> Counter {
        registry.counter(
            "messaging_client_sent_messages_total",
            help: "Messages published; outcome says whether the broker confirmed them.",
            labels: [
                "messaging_system": "rabbitmq", "messaging_operation_name": "publish",
                "outcome": isConfirmed ? "confirmed" : "left_in_outbox",
            ]
        )
    }

    /// How long one publish with its confirms, or one acknowledgement, took.
    package func operationDuration(_ operation: String) -> Histogram {
        registry.histogram(
            "messaging_client_operation_duration_seconds",
            help: "Time of one publish with its confirms, or one acknowledgement.",
            labels: ["messaging_system": "rabbitmq", "messaging_operation_name": operation]
        )
    }

    package func processDuration(of queue: String) -> Histogram {
        registry.histogram(
            "messaging_process_duration_seconds",
            help: "Time from taking a batch to its commit and confirms.",
            labels: Self.labels("process", of: queue)
        )
    }

    package func batchSize(of queue: String) -> Histogram {
        registry.histogram(
            "messaging_batch_message_count",
            help: "Messages in a batch.",
            labels: Self.labels("process", of: queue),
            bounds: Histogram.counts
        )
    }

    package func criticalTime(of queue: String) -> Histogram {
        registry.histogram(
            "tierline_critical_time_seconds",
            help: "Time from the fleet accepting what a customer said to this stage having committed its effect.",
            labels: ["queue": queue]
        )
    }

    /// The age of the oldest outbox row, in seconds.
    package var outboxAge: Gauge {
        registry.gauge("tierline_outbox_age_seconds", help: "Age of the oldest message not yet known to be sent.")
    }

    /// How long after its time a timer fired.
    package var timerLateness: Histogram {
        registry.histogram("tierline_timer_lateness_seconds", help: "Time from a timer's due time to its firing.")
    }

    /// Whether some work goes on or waits for a server; closed at first.
    package func breaker(of subject: String) -> Breaker {
        Breaker(
            registry.gauge(
                "tierline_breaker_state",
                help:
                    "Whether work goes on (0, closed), is tried again (1, half open) or waits for a server (2, open).",
                labels: ["breaker": subject]
            )
        )
    }

    package func deadLetters(_ reason: DeadLetterReason, in queue: String) -> Counter {
        registry.counter(
            "tierline_dead_letters_total",
            help: "Messages this process dead-lettered.",
            labels: ["reason": reason.rawValue, "queue": queue]
        )
    }

    private static func labels(_ operation: String, of queue: String) -> KeyValuePairs<String, String> {
        [
            "messaging_system": "rabbitmq", "messaging_operation_name": operation,
            "messaging_destination_name": queue,
        ]
    }

    /// Says once which build this is.
    package func describeBuild(worker: String, version: String) {
        registry.gauge(
            "tierline_build_info",
            help: "Which build this is; always 1.",
            labels: ["worker": worker, "version": version]
        )
        .set(1)
    }
}

private func residentMemory() -> Double? {
    guard let statistics = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    let fields = statistics.split(separator: " ")
    guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
    return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
}
