import Foundation
import SupportDomain
import SupportStore
import Testing

@testable import SupportWorkers

/// What a gateway says of the customer beside the message reaches the rules.
struct StatedFactsTests {
    @Test(arguments: [(true, "technical", 1), (false, "training", 1), (nil, "training", 1)])
    func `features item 7: whether the customer has been verified decides a rule, and nothing is refused`(
        verified: Bool?,
        category: String,
        tier: Int
    ) async throws {
        let rule = "    - {id: unverified, channels: [phone], verified: false, category: training}\n"
        try await withDesk(editing: { $0.replacing("  categories:\n    - id", with: "  categories:\n\(rule)    - id") })
        {
            desk,
            transaction in
            let said = MessageSubmitted(
                from: Person(address: "ann@example.com"),
                text: "Importing a model gives an error.",
                verified: verified
            )
            try desk.intake(desk.message("a", .messageSubmitted, said, channel: "phone"), in: transaction)
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            #expect(ticket.category == category)
            #expect(ticket.tier == tier)
            #expect(ticket.clock(.firstResponse)?.isOpen == true)
        }
    }

    @Test(arguments: [
        ("Complete system outage.", "pt-BR", "pt", "needed"), ("How do I export?", "pt-BR", "en", nil),
        ("How do I export?", "en-GB", "en", nil), ("How do I export?", nil, nil, nil),
    ])
    func `features item 13: the timeline says in which language to answer, and whether to have it translated`(
        text: String,
        language: String?,
        answer: String?,
        translation: String?
    ) async throws {
        let languages = "languages: {fallback: en, translate: [P1]}\ndefault_plan: standard\n"
        try await withDesk(editing: {
            $0.replacing("default_plan: standard\n", with: languages)
                .replacing("    name: Standard\n", with: "    name: Standard\n    languages: [en]\n")
        }) { desk, transaction in
            let said = MessageSubmitted(from: Person(address: "ann@example.com"), text: text, language: language)
            try desk.intake(desk.message("a", .messageSubmitted, said), in: transaction)
            try desk.work(in: transaction)

            let ticket = try desk.ticket(in: transaction)
            let triaged = try #require(try desk.timeline(ticket, in: transaction).first { $0.kind == .triaged })
            #expect(triaged.data["answer_in"] == answer)
            #expect(triaged.data["translation"] == translation)
        }
    }

    @Test(
        arguments: [
            ("pt-BR", "pt-BR"), ("de, en", "de"), ("en (English)", "en"), ("", nil), ("x", nil), ("none at all", nil),
            ("en; DROP TABLE ticket", "en"), ("en-\u{e9}", nil),
        ] as [(String, String?)]
    )
    func `features item 13: a mail may say in which language it is`(header: String, language: String?) async throws {
        try await withDesk { desk, transaction in
            try desk.intake(desk.mail("a@x.y", headers: ["Content-Language: \(header)"]), in: transaction)

            #expect(try desk.ticket(in: transaction).language == language)
        }
    }
}
