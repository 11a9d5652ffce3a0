import SupportDomain
import Testing

@testable import SupportWorkers

struct WebhookKeysTests {
    @Test func `a receiver has a key of its own, and all others share one`() throws {
        let keys = try WebhookKeys(
            parsing: """
                # pages
                Hooks.example.com  first

                second
                """
        )

        #expect(keys.key(for: "hooks.EXAMPLE.com") == "first")
        #expect(keys.key(for: "hooks.example.com.") == "first")
        #expect(keys.key(for: "example.com") == "second")
    }

    @Test func `lines may end as in Windows`() throws {
        let keys = try WebhookKeys(parsing: "# pages\r\nhooks.example.com first\r\nsecond\r\n")

        #expect(keys.key(for: "hooks.example.com") == "first")
        #expect(keys.key(for: "example.com") == "second")
    }

    @Test func `a file with one word is the key of every receiver`() throws {
        #expect(try WebhookKeys(parsing: "word\n") == WebhookKeys(shared: "word"))
    }

    @Test func `a receiver without a key has none of another's`() throws {
        let keys = try WebhookKeys(parsing: "hooks.example.com first")

        #expect(keys.key(for: "other.example.com") == nil)
    }

    @Test(arguments: [
        ("", 1), ("# nothing\n", 1), ("a.example.com one\nthree words here", 2), ("one\ntwo", 2),
        ("a.example.com one\n\nA.example.com. two", 3), ("one two", 1), ("one\r\ntwo", 2),
    ])
    func `a mistake names its line and no key`(text: String, line: Int) throws {
        let mistake = try #require(throws: WebhookKeyMistake.self) { try WebhookKeys(parsing: text) }

        #expect(mistake.line == line)
        for word in ["one", "two", "words"] { #expect(!mistake.problem.contains(word)) }
    }
}
