import Testing
import WorkerRuntime

struct FailpointsTests {
    @Test func `a failpoint strikes at its point only, after the passages it spares`() throws {
        let failpoints = try Failpoints("after_load:throw:after=2")

        for _ in 1...2 {
            try failpoints.pass(.afterLoad)
            try failpoints.pass(.afterAck)
        }
        #expect(throws: Failpoints.Struck(point: .afterLoad)) { try failpoints.pass(.afterLoad) }
    }

    @Test func `a failpoint for one message strikes when the body contains the text`() throws {
        let failpoints = try Failpoints("decide:throw:containing=poison")

        try failpoints.pass(.decide, with: Array("medicine".utf8))
        #expect(throws: Failpoints.Struck.self) { try failpoints.pass(.decide, with: Array("a poisonous one".utf8)) }
    }

    @Test(arguments: ["", "nowhere:kill", "decide", "decide:explode", "decide:kill:after=soon", "decide:kill:x"])
    func `what cannot be read is refused`(text: String) {
        #expect(throws: SettingError.self) { try Failpoints(text) }
    }
}
