import Testing
@testable import WorkerRuntime

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

        let arrival = start + .seconds(600)
        health.noteWaiting("triage", count: 3, at: arrival)
        health.noteWaiting("triage", count: 2, at: arrival + .seconds(15))
        #expect(health.stalls(at: arrival + .seconds(59)).isEmpty)
        #expect(
            health.stalls(at: arrival + .seconds(61))
                == ["triage: 2 messages wait and none was delivered for 61 s"]
        )

        health.noteWaiting("triage", count: 0, at: arrival + .seconds(62))
        #expect(health.stalls(at: arrival + .seconds(70)).isEmpty)
    }

    @Test func `only what is idle and waits for nobody is idle`() {
        let health = Health()
        #expect(health.idleSince("triage") == nil)
        health.noteProgress("triage", isBusy: true, at: start)
        #expect(health.idleSince("triage") == nil)
        health.noteProgress("triage", isBusy: false, at: start)
        #expect(health.idleSince("triage") == start)
        health.notePause("triage")
        #expect(health.idleSince("triage") == nil)
    }

    @Test func `a consumer is taken for deaf when messages waited at two looks and nothing came in between`() {
        let later = start + .seconds(1)
        let looks: [(waiting: Int, idleSince: ContinuousClock.Instant?, isDeaf: Bool, Comment)] = [
            (3, start, false, "it may have come a moment ago"),
            (3, start, true, "nothing came in between"),
            (3, later, false, "something came"),
            (0, later, false, "nothing waits"),
            (3, later, false, "it may have come a moment ago"),
            (3, nil, false, "it is at work"),
            (3, nil, false, "it is still at work"),
        ]
        var suspicion = DeafGuard.Suspicion()
        for look in looks {
            let isDeaf = suspicion.isConfirmed(by: look.waiting, idleSince: look.idleSince)
            #expect(isDeaf == look.isDeaf, look.3)
        }
    }

    @Test func `a batch that is never finished is a stall, and waiting for a server is none`() {
        let health = Health(stallTime: .seconds(60))
        health.noteProgress("triage", isBusy: true, at: start)
        #expect(health.stalls(at: start + .seconds(90)) == ["triage: a batch was begun 90 s ago and is not finished"])

        health.notePause("triage")
        #expect(health.stalls(at: start + .seconds(90)).isEmpty)
    }
}
