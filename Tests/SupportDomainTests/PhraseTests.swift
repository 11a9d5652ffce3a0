@testable import SupportDomain
import Testing

struct PhraseTests {
    @Test(arguments: [
        ("system down", "The SYSTEM, down again", true),
        ("system down", "the system is down", false),
        ("system .. down", "the system is down", true),
        ("system .. down", "the system that one two three four five six down", false),
        ("crash*", "It crashes!", true),
        ("crash", "It crashes!", false),
        ("doesnt work", "It doesn’t work", true),
        ("doesn't work", "it doesnt work", true),
        ("non critical", "a non-critical thing", true),
        ("lost .. data", "lost all of our data", true),
        ("a b a c", "a b a b a c", true),
        ("Übung", "eine übung", true),
        ("down", "", false),
    ])
    func `a phrase is found as words, whatever stands around them`(phrase: String, text: String, expected: Bool) throws
    {
        let index = PhraseIndex([try #require(Phrase(phrase)), try #require(Phrase("something else"))])

        #expect(index.find(in: text)[0] == expected)
    }

    @Test(arguments: ["", "..", ".. down", "down ..", "a .. .. b", "*", "cr*sh", "!!"])
    func `a phrase that could never be meant is refused`(text: String) {
        #expect(Phrase(text) == nil)
    }
}
