import Testing

@testable import SupportDomain

extension Shipped {
    /// Expects that the policy says `words` of a subject, as `policy diff` would, because a sentence of its document does.
    func expect(_ words: String, of subject: String, because sentence: String) throws {
        let said = try policy.statements.first { $0.subject == subject }

        #expect(said?.value.words == words, "\(sentence)")
    }
}
