import Foundation
import TestSupport
import Testing

struct ServiceLevelTests {
    private static let policy = TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml").path
    private static let cases = TestServices.checkout.appending(path: "Tests/SupportDomainTests/Fixtures/sla-cases.json")

    @Test func `the shared cases come out as expected`() async throws {
        let tierline = TierlineProcess()

        #expect(try await tierline.run("sla", "verify", Self.cases.path) == "80 cases, all as expected\n")
        let answer = try await tierline.json("sla", "verify", Self.cases.path)
        #expect(answer["cases"] as? Int == 80)
        #expect((answer["differences"] as? [Any])?.isEmpty == true)
    }

    @Test func `each case that comes out otherwise is reported, and it ends with 1`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "cases-\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let cases = [
            Self.oneCase(start: "2026-01-05T10:00:00Z", due: "2026-01-05T10:05:00Z"),
            Self.oneCase(start: "2026-01-05T11:00:00Z", due: "2026-01-05T11:06:00Z", name: "two"),
            Self.oneCase(start: "2026-01-05T12:00:00Z", due: "2026-01-05T12:04:00Z", name: "three"),
        ]
        let text = "[" + cases.map { String($0.dropFirst().dropLast()) }.joined(separator: ",") + "]"
        try Data(text.utf8).write(to: file)
        let answer = try await TierlineProcess().everything(["sla", "verify", file.path])

        #expect(!answer.contains("one "), "\(answer)")
        #expect(answer.contains("two    2026-01-05 11:06 +00:00  2026-01-05 11:05 +00:00"), "\(answer)")
        #expect(answer.contains("three  2026-01-05 12:04 +00:00  2026-01-05 12:05 +00:00"), "\(answer)")
        #expect(answer.hasSuffix("3 cases, 2 not as expected\nended with 1\n"), "\(answer)")
    }

    @Test(arguments: [
        ("{", "it is not JSON"),
        ("{}", "it is not a list of cases"),
        ("[]", "there are no cases"),
        ("[7]", "case 1 is not an object"),
        (#"[{"name": "one", "target_minutes": 5}]"#, "case 1 'one', key 'start': it is missing"),
        (#"[{"name": "one", "target_minutes": "5"}]"#, "case 1 'one', key 'target_minutes': it is not a whole number"),
        (#"[{"name": "one", "pause": []}]"#, "case 1 'one', key 'pause': no case has it"),
        (oneCase(timezone: "PST"), "case 1 'one', key 'timezone': it is no IANA time zone"),
        (oneCase(hours: #"{"mon": [["17:00", "09:00"]]}"#), "case 1 'one', key 'hours': mon has '17:00-09:00'"),
        (oneCase(hours: #"{"mon": [[9, 17]]}"#), "case 1 'one', key 'hours.mon[0][0]': it is not a text"),
        (oneCase(hours: "{}"), "case 1 'one', key 'hours': no weekday is ever open"),
        (oneCase(start: "soon"), "case 1 'one', key 'start': 'soon' is no moment"),
    ])
    func `a file that cannot be read names the case and the key`(text: String, complaint: String) async {
        await TierlineProcess().expectRefusal(65, complaint, ["sla", "verify", "-"], input: text)
    }

    @Test func `a due time in hours of one's own is worked out, segment by segment`() async throws {
        let text = try await TierlineProcess().run(
            "sla",
            "due",
            "--start",
            "2026-03-27 16:00",
            "--target",
            "4 business hours",
            "--calendar-zone",
            "Europe/Berlin",
            "--hours",
            "mon-fri 09:00-17:00",
            "--holiday",
            "2026-03-30",
            "--pause",
            "2026-03-31 10:00/2026-03-31 11:00"
        )
        #expect(
            text == """
                due 2026-03-31 13:00 +02:00
                    4 business hours in calendar mon-fri 09:00-17:00 (Europe/Berlin), from 2026-03-27 16:00 +01:00
                      counted 2026-03-27 16:00 +01:00 to 2026-03-27 17:00 +01:00, 1h so far
                      closed  2026-03-27 17:00 +01:00 to 2026-03-31 09:00 +02:00 (2026-03-30 holiday); the clocks go forward 1h
                      counted 2026-03-31 09:00 +02:00 to 2026-03-31 10:00 +02:00, 2h so far
                      paused  2026-03-31 10:00 +02:00 to 2026-03-31 11:00 +02:00
                      counted 2026-03-31 11:00 +02:00 to 2026-03-31 13:00 +02:00, 4h so far
                    4h are used up then

                """
        )
    }

    @Test(arguments: [
        (["2026-12-24 09:00-13:00"], "2026-12-28 10:00"),
        (["12-24 09:00-12:30, 16:00-17:00"], "2026-12-28 09:30"),
        (["day before 12-25 09:00-12:30", "day before 12-25 16:00-18:00"], "2026-12-24 17:30"),
    ])
    func `a date may have hours of its own, holiday or not`(dateHours: [String], due: String) async throws {
        let arguments = [
            "sla", "due", "--start", "2026-12-24 12:00", "--target", "2 business hours", "--calendar-zone",
            "Europe/Berlin", "--hours", "mon-fri 09:00-17:00", "--holiday", "12-24 to 12-26",
        ]
        let answer = try await TierlineProcess().run(arguments + dateHours.flatMap { ["--date-hours", $0] })

        #expect(answer.hasPrefix("due \(due) +01:00\n"), "\(answer)")
        #expect(!due.hasPrefix("2026-12-28") || answer.contains("2026-12-25 holiday, 2026-12-26 holiday"), "\(answer)")
    }

    @Test(arguments: [
        ("--holiday", "01-01 to 12-31", "with each --holiday closed it is never open from 1970-01-01 to 2101-01-02"),
        ("--holiday", "2026-01-01 to 2027-06-01", "is no date of any year, or lasts longer than one"),
        ("--date-hours", "2026-12-24", "'2026-12-24' are no hours of a date such as '2026-12-24 09:00-13:00'"),
        ("--date-hours", "09:00-13:00", "are no hours of a date"),
        ("--date-hours", "2026-12-24 22:00-06:00", "hours of one date end by 24:00"),
        ("--date-hours", "soon 09:00-13:00", "'soon' is no date"),
    ])
    func `dates that make no calendar are refused in words that name the flag or the date`(
        flag: String,
        text: String,
        complaint: String
    ) async {
        let due = ["sla", "due", "--start", "2026-01-09 16:00", "--target", "4h", "--hours", "mon 09:00-17:00"]
        await TierlineProcess().expectRefusal(64, complaint, due + [flag, text])
    }

    @Test func `hours that two flags give to one date are refused`() async {
        let due = ["sla", "due", "--start", "2026-01-09 16:00", "--target", "4h", "--hours", "mon 09:00-17:00"]
        let twice = ["--date-hours", "2026-12-24 09:00-11:00", "--date-hours", "12-24 14:00-15:00"]
        await TierlineProcess().expectRefusal(64, "two --date-hours give hours to 2026-12-24", due + twice)
    }

    @Test func `an open pause keeps the due time away`() async throws {
        let answer = try await TierlineProcess().json(
            "sla",
            "due",
            "--start",
            "2026-01-09 16:00",
            "--target",
            "4h",
            "--pause",
            "2026-01-09 17:00/"
        )
        #expect(answer["due_at"] == nil)
        let segments = try #require(answer["segments"] as? [[String: Any]])
        #expect(segments.map { $0["counted_seconds_so_far"] as? Int } == [3600])
    }

    @Test func `a due time under a policy names its rule, and asks only what the policy knows`() async throws {
        let tierline = TierlineProcess()
        let due = ["sla", "due", "--start", "2026-03-06 16:00", "--policy", Self.policy, "--metric", "first_response"]
        let answer = try await tierline.run(due + ["--plan", "standard", "--priority", "High"])

        #expect(answer.hasPrefix("due 2026-03-09 11:00 -07:00\n"), "\(answer)")
        #expect(answer.contains("first response, set by rule high of archbuilder"), "\(answer)")
        await tierline.expectRefusal(65, "has no plan 'gold'", due + ["--plan", "gold", "--priority", "P2"])
        await tierline.expectRefusal(64, "needs --metric and --priority", due)
        // A VIP's urgent issue moves up at once, and has no time at its tier.
        let tier = due.dropLast() + ["time_at_tier", "--priority", "P2"]
        #expect(try await tierline.run(Array(tier)).hasPrefix("due "))
        await tierline.expectRefusal(65, "sets no time at tier", tier + ["--vip"])
    }

    private static func oneCase(
        timezone: String = "UTC",
        hours: String = #"{"mon": [["09:00", "17:00"]]}"#,
        start: String = "2026-01-09T10:00:00Z",
        due: String? = nil,
        name: String = "one"
    ) -> String {
        """
        [{"name": "\(name)", "timezone": "\(timezone)", "hours": \(hours), "holidays": [], "start": "\(start)", \
        "target_minutes": 5, "pauses": [], "expected_due": \(due.map { "\"\($0)\"" } ?? "null")}]
        """
    }
}
