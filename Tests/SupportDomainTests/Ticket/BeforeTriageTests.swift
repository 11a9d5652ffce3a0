import SupportDomain
import Testing

/// Triage may come late; a ticket's clocks do not depend on it.
struct BeforeTriageTests {
    @Test func `the vendor's clock of a wait that was over by then is on record`() throws {
        var life = Lifetime(openedAt: "09:00", under: try Lifetime.policy(Lifetime.ordinary))
        life.happens(.waitForVendor, at: "09:10")
        life.happens(.resume, at: "14:10")
        life.happens(.waitForVendor, at: "14:20")
        life.happens(.triage, at: "14:30")

        #expect(
            life.clocks(.vendorWait) == [
                "fulfilled 09:10 to 14:10, missed 13:10:01", "running 14:20, due Tue 10:20",
            ]
        )
    }

    @Test func `one that was solved and opened again by then has its time at the tier anew`() throws {
        var life = Lifetime(openedAt: "09:00", under: try Lifetime.policy(Lifetime.ordinary))
        life.happens(.resolve, at: "09:30")
        life.happens(.customer, at: "10:00")
        life.happens(.triage, at: "10:10")

        #expect(life.clocks(.timeAtTier) == ["fulfilled 09:00 to 09:30", "running 10:00, due Tue 10:00"])
        #expect(life.clocks(.acknowledgement) == ["fulfilled 09:00 to 09:30"])
        #expect(life.clocks(.firstResponse) == ["cancelled 09:00 to 09:30"])
        #expect(life.clocks(.nextResponse) == ["running 10:00, due 12:00"])
        #expect(life.clocks(.resolution) == ["running 09:00, due Wed 09:30"])
    }

    @Test func `one that was only closed and opened again by then is still to be acknowledged`() throws {
        var life = Lifetime(openedAt: "09:00", under: try Lifetime.policy(Lifetime.ordinary))
        life.happens(.close, at: "09:10")
        life.happens(.reopen, at: "09:20")
        life.happens(.triage, at: "09:30")

        #expect(life.clocks(.acknowledgement) == ["running 09:00, due 10:00"])
        #expect(life.clocks(.timeAtTier) == ["cancelled 09:00 to 09:10", "running 09:20, due Tue 09:20"])
        #expect(life.clocks(.firstResponse) == ["cancelled 09:00 to 09:10"])
        #expect(life.clocks(.resolution) == ["running 09:00, due Wed 09:10"])
    }

    @Test func `what was solved and opened again at one moment waits for one answer`() throws {
        var life = Lifetime(openedAt: "09:00", under: try Lifetime.policy(Lifetime.ordinary))
        life.happens(.resolve, at: "09:30")
        life.happens(.customer, at: "09:30")
        life.happens(.triage, at: "10:10")

        #expect(life.clocks(.firstResponse) == ["cancelled 09:00 to 09:30"])
        #expect(life.clocks(.nextResponse) == ["running 09:30, due 11:30"])
    }

    @Test func `updates on one that moved up are owed from when it was opened again`() throws {
        let rule = TargetRule(
            id: "updates",
            when: Condition(),
            targets: [.resolution: .businessHours(16), .periodicUpdate: .businessHours(3)]
        )
        var life = Lifetime(openedAt: "09:00", under: try Lifetime.policy(rule))
        life.happens(.moveUp, at: "09:10")
        life.happens(.resolve, at: "09:20")
        life.happens(.reopen, at: "14:00")
        life.happens(.triage, at: "14:10")

        #expect(life.clocks(.periodicUpdate) == ["running 14:00, due 17:00"])
    }

    /// All courses of up to three steps, ten minutes apart, of which a ticket still tells.
    ///
    /// Of waits for a next response it tells only of the one that is on. Who was not told before it was closed still is.
    @Test(arguments: [true, false])
    func `whenever triage comes, the clocks are the same`(isContinuous: Bool) throws {
        let steps: [Lifetime.Step] = [
            .customer, .answer, .waitForVendor, .waitForCustomer, .resume, .resolve, .resolveInWords, .close, .reopen,
        ]
        let policy = try Lifetime.policy(isContinuous ? Lifetime.continuous : Lifetime.ordinary)
        var courses: [[Int]] = [[]]
        var compared = 0
        var differences: [String] = []
        for length in 1...3 {
            courses = courses.flatMap { course in steps.indices.map { course + [$0] } }
            for course in courses where Self.isTold(course) {
                var (early, late) = (
                    Lifetime(openedAt: "09:00", under: policy), Lifetime(openedAt: "09:00", under: policy)
                )
                early.happens(.triage, at: "09:00")
                for (index, step) in course.enumerated() {
                    early.happens(steps[step], at: "09:\(index + 1)0")
                    late.happens(steps[step], at: "09:\(index + 1)0")
                }
                late.happens(.triage, at: "09:\(length + 1)0")
                compared += 1
                for metric in Metric.allCases where metric != .acknowledgement || !course.contains(7) {
                    let (first, last) = (
                        Self.told(early.clocks(metric), metric), Self.told(late.clocks(metric), metric)
                    )
                    guard first != last else { continue }
                    let words = course.map { "\(steps[$0])" }.joined(separator: ", ")
                    differences.append("\(words): \(metric) is \(first), and \(last) with triage at the end")
                }
            }
        }

        #expect(compared > 400)
        for difference in differences.prefix(5) { Issue.record("\(difference)") }
        #expect(differences.count == 0)
    }

    /// Whether a ticket still tells of a course: of one answer at most, and of being solved or being closed.
    private static func isTold(_ course: [Int]) -> Bool {
        course.count { [1, 6].contains($0) } <= 1 && (!course.contains(7) || !course.contains { [5, 6].contains($0) })
    }

    private static func told(_ clocks: [String], _ metric: Metric) -> [String] {
        metric == .nextResponse ? clocks.filter { $0.hasPrefix("running") } : clocks
    }
}
