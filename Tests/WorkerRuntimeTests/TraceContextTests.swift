import Testing
import WorkerRuntime

struct TraceContextTests {
    @Test(arguments: [
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000001-0000000000000001-00",
    ])
    func `a well-formed header is read and written unchanged`(header: String) {
        #expect(TraceContext(traceparent: header)?.traceparent == header)
    }

    @Test(arguments: [
        "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
    ])
    func `a malformed header is no context`(header: String) {
        #expect(TraceContext(traceparent: header) == nil)
    }

    @Test func `a later version with more fields is read as far as it is known`() {
        let header = "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"

        #expect(TraceContext(traceparent: header)?.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
    }

    @Test func `a message without a trace starts the same one each time`() {
        #expect(TraceContext(startedBy: "key") == TraceContext(startedBy: "key"))
        #expect(TraceContext(startedBy: "key").traceID != TraceContext(startedBy: "other").traceID)
    }

    @Test func `children keep the trace and differ by step and position`() {
        let parent = TraceContext(startedBy: "key")
        let children = [
            parent.child(in: "triage", index: 0), parent.child(in: "triage", index: 1),
            parent.child(in: "intake", index: 0),
        ]

        #expect(children.allSatisfy { $0.traceID == parent.traceID })
        #expect(Set(children + [parent]).count == 4)
        #expect(children[0] == parent.child(in: "triage", index: 0))
    }
}
