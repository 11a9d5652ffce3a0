import Foundation
import Testing

@testable import SupportDomain

/// An agent answers what they had read, and the customer has said more by the time that this is heard of.
struct AnsweringTests {
    private let policy: Policy

    init() throws { policy = try MergingTests.policy(tiers: 2) }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var steps: [(Lifetime.Step, String)]
        var first: [String]
        var next: [String]
        /// Since when the customer waits for an answer.
        var waitsSince: String?
    }

    @Test(arguments: [
        Row(
            testDescription: "the first response is given, and what was said since is waited for from when it was said",
            steps: [(.triage, "09:01"), (.customer, "10:05"), (.answerWithoutReading(since: "10:05"), "10:06")],
            first: ["fulfilled 09:00 to 10:06"],
            next: ["running 10:05, due 12:05"],
            waitsSince: "10:05"
        ),
        Row(
            testDescription: "so it is before triage",
            steps: [(.customer, "10:05"), (.answerWithoutReading(since: "10:05"), "10:06"), (.triage, "10:10")],
            first: ["fulfilled 09:00 to 10:06"],
            next: ["running 10:05, due 12:05"],
            waitsSince: "10:05"
        ),
        Row(
            testDescription: "the wait for an answer to what was not read goes on",
            steps: [
                (.triage, "09:01"), (.answer, "09:30"), (.customer, "10:05"),
                (.answerWithoutReading(since: "10:05"), "10:06"),
            ],
            first: ["fulfilled 09:00 to 09:30"],
            next: ["running 10:05, due 12:05"],
            waitsSince: "10:05"
        ),
        Row(
            testDescription: "of two words one was read: its wait ends, and the other's begins when it was said",
            steps: [
                (.triage, "09:01"), (.answer, "09:30"), (.customer, "10:05"), (.customer, "10:30"),
                (.answerWithoutReading(since: "10:30"), "10:31"),
            ],
            first: ["fulfilled 09:00 to 09:30"],
            next: ["fulfilled 10:05 to 10:31", "running 10:30, due 12:30"],
            waitsSince: "10:30"
        ),
        Row(
            testDescription: "a wait that an escalation has made shorter goes on for what was not read",
            steps: [
                (.triage, "09:01"), (.answer, "09:30"), (.customer, "10:05"), (.customer, "10:10"), (.moveUp, "10:15"),
                (.answerWithoutReading(since: "10:10"), "10:20"),
            ],
            first: ["fulfilled 09:00 to 09:30"],
            next: ["cancelled 10:05 to 10:15", "running 10:15, due 10:45"],
            waitsSince: "10:10"
        ),
        Row(
            testDescription: "a late answer to something old leaves the wait for the last word as it is",
            steps: [
                (.triage, "09:01"), (.customer, "09:10"), (.answer, "09:30"), (.customer, "10:05"),
                (.answerWithoutReading(since: "09:10"), "10:06"),
            ],
            first: ["fulfilled 09:00 to 09:30"],
            next: ["running 10:05, due 12:05"],
            waitsSince: "10:05"
        ),
        Row(
            testDescription: "an answer to everything ends the wait",
            steps: [
                (.triage, "09:01"), (.customer, "10:05"), (.answerWithoutReading(since: "10:05"), "10:06"),
                (.answer, "10:20"),
            ],
            first: ["fulfilled 09:00 to 10:06"],
            next: ["fulfilled 10:05 to 10:20"],
            waitsSince: nil
        ),
        Row(
            testDescription: "on a solved ticket nobody waits",
            steps: [
                (.triage, "09:01"), (.resolveInWords, "10:00"), (.answerWithoutReading(since: "09:30"), "10:06"),
            ],
            first: ["fulfilled 09:00 to 10:00"],
            next: [],
            waitsSince: nil
        ),
    ])
    func `an answer ends the wait for what was read`(row: Row) {
        var life = Lifetime(openedAt: "09:00", under: policy)
        for (step, time) in row.steps { life.happens(step, at: time) }

        #expect(life.clocks(.firstResponse) == row.first)
        #expect(life.clocks(.nextResponse) == row.next)
        #expect(life.ticket.unansweredSince == row.waitsSince.map(Lifetime.time))
    }
}
