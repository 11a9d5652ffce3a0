import Testing
import WorkerRuntime

struct HealthTests {
    private let start = ContinuousClock.now

    @Test func `a process is ready when nothing stands against it`() {
        let health = Health()
        #expect(health.reasonsNotReady == ["start: it is starting"])

        health.report("start", isUnreadyBecause: nil)
        #expect(health.isReady)

        health.report("database", isUnreadyBecause: "it is away")
        #expect(health.reasonsNotReady == ["database: it is away"])
    }

    @Test func `a consumer that gets nothing though messages wait is a stall`() {
        let health = Health(stallTime: .seconds(60))
        health.noteProgress("triage", isBusy: false, at: start)
        #expect(health.stalls(at: start + .seconds(600)).isEmpty)

        health.noteWaiting("triage", count: 3)
        #expect(health.stalls(at: start + .seconds(59)).isEmpty)
        #expect(
            health.stalls(at: start + .seconds(61))
                == ["triage: 3 messages wait and none was delivered for 61 s"]
        )
    }

    @Test func `a batch that is never finished is a stall, and waiting for a server is none`() {
        let health = Health(stallTime: .seconds(60))
        health.noteProgress("triage", isBusy: true, at: start)
        #expect(health.stalls(at: start + .seconds(90)) == ["triage: a batch was begun 90 s ago and is not finished"])

        health.notePause("triage")
        #expect(health.stalls(at: start + .seconds(90)).isEmpty)
    }
}
