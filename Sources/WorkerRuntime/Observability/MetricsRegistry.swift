import Foundation
import Synchronization

/// The process's metrics, and their text in the format Prometheus reads.
///
/// Asking for an instrument a second time, with the same labels, answers the same instrument.
package final class MetricsRegistry: Sendable {
    private enum Instrument {
        case counter(Counter)
        case gauge(Gauge)
        case readGauge(@Sendable () -> Double?)
        case readCounter(@Sendable () -> Int)
        case histogram(Histogram)
    }

    private struct Family {
        var kind: String
        var help: String
        var series: [(labels: String, instrument: Instrument)] = []
    }

    private let families = Mutex<[String: Family]>([:])

    package init() {}

    package func counter(_ name: String, help: String, labels: KeyValuePairs<String, String> = [:]) -> Counter {
        let found = instrument(name, "counter", help, labels) { .counter(Counter()) }
        if case .counter(let counter) = found { return counter }
        preconditionFailure("\(name) is not a counter")
    }

    package func gauge(_ name: String, help: String, labels: KeyValuePairs<String, String> = [:]) -> Gauge {
        let found = instrument(name, "gauge", help, labels) { .gauge(Gauge()) }
        if case .gauge(let gauge) = found { return gauge }
        preconditionFailure("\(name) is not a gauge")
    }

    /// A gauge whose value is read when somebody asks; nil leaves it out.
    package func gauge(
        _ name: String,
        help: String,
        labels: KeyValuePairs<String, String> = [:],
        read: @escaping @Sendable () -> Double?
    ) {
        _ = instrument(name, "gauge", help, labels) { .readGauge(read) }
    }

    /// A counter that something else keeps.
    package func counter(
        _ name: String,
        help: String,
        labels: KeyValuePairs<String, String> = [:],
        read: @escaping @Sendable () -> Int
    ) {
        _ = instrument(name, "counter", help, labels) { .readCounter(read) }
    }

    package func histogram(
        _ name: String,
        help: String,
        labels: KeyValuePairs<String, String> = [:],
        bounds: [Double] = Histogram.seconds
    ) -> Histogram {
        let found = instrument(name, "histogram", help, labels) { .histogram(Histogram(bounds: bounds)) }
        if case .histogram(let histogram) = found { return histogram }
        preconditionFailure("\(name) is not a histogram")
    }

    private func instrument(
        _ name: String,
        _ kind: String,
        _ help: String,
        _ labels: KeyValuePairs<String, String>,
        make: () -> Instrument
    ) -> Instrument {
        let text = labels.map { "\($0.key)=\(quoted($0.value))" }.joined(separator: ",")
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind, help: help)
            if let known = family.series.first(where: { $0.labels == text }) { return known.instrument }
            let made = make()
            family.series.append((text, made))
            families[name] = family
            return made
        }
    }

    /// All metrics in the Prometheus text format, version 0.0.4, sorted by name.
    package func text() -> String {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(family.help)\n# TYPE \(name) \(family.kind)\n"
            for (labels, instrument) in family.series {
                let suffix = labels.isEmpty ? "" : "{\(labels)}"
                switch instrument {
                case .counter(let counter): text += "\(name)\(suffix) \(counter.count)\n"
                case .gauge(let gauge): text += "\(name)\(suffix) \(number(gauge.value))\n"
                case .readCounter(let read): text += "\(name)\(suffix) \(read())\n"
                case .readGauge(let read):
                    if let value = read() { text += "\(name)\(suffix) \(number(value))\n" }
                case .histogram(let histogram): text += lines(of: histogram, name, labels)
                }
            }
        }
        return text
    }

    private func lines(of histogram: Histogram, _ name: String, _ labels: String) -> String {
        let snapshot = histogram.snapshot
        let prefix = labels.isEmpty ? "" : labels + ","
        let suffix = labels.isEmpty ? "" : "{\(labels)}"
        var text = ""
        var total = 0
        for (bound, count) in zip(histogram.bounds, snapshot.counts) {
            total += count
            text += "\(name)_bucket{\(prefix)le=\"\(number(bound))\"} \(total)\n"
        }
        text += "\(name)_bucket{\(prefix)le=\"+Inf\"} \(snapshot.count)\n"
        text += "\(name)_sum\(suffix) \(number(snapshot.sum))\n\(name)_count\(suffix) \(snapshot.count)\n"
        return text
    }

    private func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    private func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\"\(escaped)\""
    }
}
