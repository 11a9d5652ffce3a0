import Foundation
import TestSupport
import Testing

struct UptimeTests {
    private static let folder = TestServices.checkout.appending(path: "deploy/policies")
    private static let aviogen = folder.appending(path: "q-aviogen.yaml").path
    private static let activation = folder.appending(path: "agreement-activation.yaml").path
    private static let archBuilder = folder.appending(path: "archbuilder.yaml").path
    private static let january = ["sla", "uptime", "--month", "2026-01", "--policy", aviogen]

    @Test func `a second too much breaks a promise, makes a credit due and ends with 1`() async throws {
        let down = ["--down", "2026-01-05 10:00..2026-01-05 10:44:39"]

        #expect(
            try await TierlineProcess().everything(Self.january + down) == """
                q-aviogen in 2026-01 (America/Los_Angeles): 31d, down 44m 39s
                    2026-01-05 10:00 -08:00 to 2026-01-05 10:44:39 -08:00, 44m 39s

                               PROMISED               UPTIME  ALLOWED     USED  VERDICT  CREDIT
                plan priority  99.5%                  99.89%  3h 43m 12s  21%   kept     –
                plan premium   99.9%, with penalties  99.89%  44m 38.4s   101%  broken   due
                ended with 1

                """
        )
    }

    @Test func `the programme's own goal is reported too, and breaking it makes no credit due`() async throws {
        let text = try await TierlineProcess().everything([
            "sla", "uptime", "--month", "2026-01", "--policy", Self.activation, "--down",
            "2026-01-05T18:00:00Z..2026-01-05T18:44:39Z",
        ])

        #expect(text.contains("\nplan standard  99.9%     99.89%  44m 38.4s  101%  broken   –\n"), "\(text)")
        #expect(text.contains("\nprogramme      99.9%     99.89%  44m 38.4s  101%  broken   –\n"), "\(text)")
        #expect(text.hasSuffix("ended with 1\n"), "\(text)")
    }

    @Test func `a promise that is kept ends with 0, and every figure is there in JSON`() async throws {
        let answer = try await TierlineProcess().json(
            "sla",
            "uptime",
            "--month",
            "2026-01",
            "--policy",
            Self.aviogen,
            "--plan",
            "premium",
            "--down",
            "2026-01-05 10:00..2026-01-05 10:44:38",
            "--down",
            "2026-02-05 10:00..2026-02-05 11:00"
        )

        #expect(answer["programme"] as? String == "q-aviogen")
        #expect(answer["from"] as? String == "2026-01-01T08:00:00Z")
        #expect(answer["to"] as? String == "2026-02-01T08:00:00Z")
        #expect(answer["is_over"] as? Bool == true)
        #expect(answer["seconds"] as? Int == 2_678_400)
        #expect(answer["down_seconds"] as? Int == 2678)
        #expect(answer["outages_outside"] as? Int == 1)
        #expect(answer["is_kept"] as? Bool == true)
        let promises = try #require(answer["promises"] as? [[String: Any]])
        #expect(promises.map { $0["plan"] as? String } == ["premium"])
        #expect(promises.first?["uptime_basis_points"] as? Int == 9990)
        #expect(promises.first?["allowed_seconds"] as? Double == 2678.4)
        #expect(promises.first?["used_percent"] as? Int == 100)
        #expect(promises.first?["is_credit_due"] as? Bool == false)
    }

    @Test func `outages come from a file, too, with comments and one that lasts`() async throws {
        let outages = """
            # what the status page had
            2026-01-05 10:00,2026-01-05 10:10   # the load balancer

            2026-01-05 10:05,2026-01-05 10:15
            2026-01-31 23:55
            """
        let text = try await TierlineProcess().run(Self.january + ["--outages", "-"], input: outages)

        #expect(text.hasPrefix("q-aviogen in 2026-01 (America/Los_Angeles): 31d, down 20m\n"), "\(text)")
        #expect(text.contains("2026-01-31 23:55 -08:00 to 2026-02-01 00:00 -08:00, 5m\n"), "\(text)")
    }

    @Test(arguments: [
        ("2026-01-05 10:00,2026-01-05 10:10\nsoon\n", "-:2: 'soon' is no time such as '2026-01-09 16:00'"),
        ("\n\n2026-01-05 10:00,2026-01-05 09:00", "-:3: '2026-01-05 09:00' does not come after '2026-01-05 10:00'"),
        ("1,2,3", "-:1: it is not FROM,TO, or FROM alone while it lasts"),
    ])
    func `a line that cannot be read is named with what would be right`(text: String, complaint: String) async {
        await TierlineProcess().expectRefusal(65, complaint, Self.january + ["--outages", "-"], input: text)
    }

    @Test(
        arguments: [
            (64, "'2026' is no month such as 2026-01", ["--month", "2026"]),
            (64, "2100-01 has not begun", ["--month", "2100-01"]),
            (64, "it is not FROM..TO, or FROM.. while it lasts", ["--down", "2026-01-05 10:00"]),
            (64, "'Friday' is no time such as", ["--down", "Friday.."]),
            (64, "does not come after", ["--down", "2026-01-05 10:00..2026-01-05 10:00"]),
            (64, "only one of --policy and --outages", ["--policy", "-", "--outages", "-"]),
            (65, "has no plan 'gold'; it has community", ["--plan", "gold"]),
            (65, "'standard' promises no uptime; these do: priority, premium", ["--plan", "standard"]),
            (65, "archbuilder promises no uptime", ["--policy", archBuilder]),
            (66, "there is no such file", ["--outages", "/nowhere.csv"]),
        ] as [(Int, String, [String])]
    )
    func `what cannot be answered is refused`(status: Int, complaint: String, arguments: [String]) async {
        let policy = arguments.contains("--policy") ? [] : ["--policy", Self.aviogen]
        await TierlineProcess().expectRefusal(status, complaint, ["sla", "uptime"] + policy + arguments)
    }
}
