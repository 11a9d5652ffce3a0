import Foundation
import TestSupport
import Testing

/// `tierline policy check` and `tierline policy diff`, as a support lead runs them; what they find is for the policy's tests.
struct PolicyCommandTests {
    private static let policy = TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml").path

    /// The policy with one text in another's place, in a file of its own for as long as `body` runs.
    private static func with<Result>(
        _ text: String,
        replacedBy other: String,
        _ body: (String) async throws -> Result
    ) async throws -> Result {
        let source = try String(contentsOfFile: policy, encoding: .utf8)
        let place = try #require(source.firstRange(of: text))
        let file = FileManager.default.temporaryDirectory.appending(path: "policy-\(UUID()).yaml")
        try Data(source.replacingCharacters(in: place, with: other).utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await body(file.path)
    }

    @Test func `a file without mistakes says how many examples came out as expected, and ends with 0`() async throws {
        let answer = try await TierlineProcess().everything(["policy", "check", Self.policy])
        let examples = try String(contentsOfFile: Self.policy, encoding: .utf8).split(separator: "\n")
            .count { $0.hasPrefix("  - name: ") }

        #expect(
            answer
                == "\(Self.policy): programme archbuilder, no mistakes, \(examples) examples as expected\nended with 0\n"
        )
    }

    @Test func `mistakes are told each on a line, with file, line, column and key, and end with 65`() async throws {
        let right = "ticket_prefix: AB\nmail:\n  from: support@archbuilder.app "
        let wrong = "ticket_prefix: ab\nmail:\n  from: support at archbuilder.app "
        try await Self.with(right, replacedBy: wrong) { file in
            let answer = try await TierlineProcess().everything(["policy", "check", file])

            #expect(
                answer == """
                    \(file):7:16: ticket_prefix: 'ab' cannot be read; write one to eight capital letters
                    \(file):9:9: mail.from: 'support at archbuilder.app' cannot be read; \
                    write a mail address, such as support@example.com
                    ended with 65

                    """
            )
        }
    }

    @Test func `a key that is missing from a file is told by its name`() async throws {
        try await Self.with("ticket_prefix: AB\n", replacedBy: "") { file in
            let answer = try await TierlineProcess().everything(["policy", "check", file])

            #expect(
                answer == """
                    \(file):5:1: ticket_prefix: 'ticket_prefix' is missing; write for example 'ticket_prefix: AC'
                    ended with 65

                    """
            )
        }
    }

    @Test func `an example that comes out otherwise is a mistake with its line, and ends with 65`() async throws {
        let expected = "expect: {priority: P2, category: technical}"
        try await Self.with(expected, replacedBy: "expect: {priority: P1, category: technical}") { file in
            let answer = try await TierlineProcess().everything(["policy", "check", file])

            #expect(answer.hasPrefix("\(file):"))
            #expect(answer.contains("priority should be P1, and is P2"), "\(answer)")
            #expect(answer.hasSuffix("\nended with 65\n"))
        }
    }

    @Test func `what is allowed and looks wrong is a warning and ends with 0`() async throws {
        try await Self.with("\ncalendars:\n", replacedBy: "\ncalendars:\n  spare: {zone: UTC, hours: 24/7}\n") { file in
            let answer = try await TierlineProcess().everything(["policy", "check", file])

            #expect(
                answer.contains("calendars.spare: no plan, channel, target, team or rotation has this"),
                "\(answer)"
            )
            #expect(answer.contains(", no mistakes, "))
            #expect(answer.hasSuffix("\nended with 0\n"))
        }
    }

    @Test func `what a file changes is said in words, against another file and against what is in force`() async throws
    {
        try await FreshDatabase.with { fresh in
            let tierline = TierlineProcess(database: fresh.url)
            await tierline.expectRefusal(65, "no programme 'archbuilder' in force", ["policy", "diff", Self.policy])
            try await tierline.run("policy", "apply", Self.policy)
            #expect(try await tierline.run("policy", "diff", Self.policy) == "archbuilder: nothing changes\n")

            try await Self.with("reopen_within: 7 days", replacedBy: "reopen_within: 2 days") { file in
                let words = "a reply reopens within: 7d becomes 48h"
                let against = try await TierlineProcess().run("policy", "diff", file, "--against", Self.policy)
                let inForce = try await tierline.run("policy", "diff", file)
                let change = try #require(try await tierline.list("changes", "policy", "diff", file).first)
                #expect(against == words + "\n")
                #expect(inForce == words + "\n")
                #expect(change["subject"] as? String == "a reply reopens within")
            }
            try await Self.with("zone: America/Los_Angeles", replacedBy: "zone: PST") { file in
                await tierline.expectRefusal(65, "see tierline policy check", ["policy", "diff", file])
            }
        }
    }
}
