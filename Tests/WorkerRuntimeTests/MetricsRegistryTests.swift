import Testing
import WorkerRuntime

struct MetricsRegistryTests {
    @Test func `the text is what Prometheus reads`() {
        let registry = MetricsRegistry()
        registry.counter("b_total", help: "Things.", labels: ["queue": "a \"b\"\n"]).increment(by: 3)
        registry.gauge("a", help: "A level.").set(1.5)
        registry.gauge("absent", help: "Not known.") { nil }
        let histogram = registry.histogram("c_seconds", help: "Times.", bounds: [0.001, 1])
        histogram.observe([0.0009765625, 0.5, 2])

        #expect(
            registry.text() == """
                # HELP a A level.
                # TYPE a gauge
                a 1.5
                # HELP absent Not known.
                # TYPE absent gauge
                # HELP b_total Things.
                # TYPE b_total counter
                b_total{queue="a \\"b\\"\\n"} 3
                # HELP c_seconds Times.
                # TYPE c_seconds histogram
                c_seconds_bucket{le="0.001"} 1
                c_seconds_bucket{le="1"} 2
                c_seconds_bucket{le="+Inf"} 3
                c_seconds_sum 2.5009765625
                c_seconds_count 3

                """
        )
    }

    @Test func `asking again with the same labels answers the same instrument`() {
        let registry = MetricsRegistry()
        registry.counter("x_total", help: "", labels: ["a": "1"]).increment()
        registry.counter("x_total", help: "", labels: ["a": "1"]).increment()
        registry.counter("x_total", help: "", labels: ["a": "2"]).increment()

        #expect(registry.counter("x_total", help: "", labels: ["a": "1"]).count == 2)
    }

    @Test func `a worker shows its memory and its build`() {
        let metrics = WorkerMetrics()
        metrics.describeBuild(worker: "triage", version: "1.2")

        #expect(metrics.registry.text().contains("tierline_build_info{worker=\"triage\",version=\"1.2\"} 1\n"))
        #expect(metrics.registry.text().contains("\nprocess_resident_memory_bytes "))
    }
}
