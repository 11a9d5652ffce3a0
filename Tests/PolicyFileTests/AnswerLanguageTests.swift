import SupportDomain
import Testing

/// No document says which of its people speak what, and so no policy that ships does.
///
/// What a plan offers is then spoken by everybody.
struct AnswerLanguageTests {
    @Test(arguments: Shipped.allCases)
    func `features item 13: as no agent's languages are listed, those of a plan are answered without a translation`(
        shipped: Shipped
    ) throws {
        let policy = try shipped.policy

        #expect(policy.staff.agents.flatMap(\.languages).isEmpty)
        for plan in policy.plans {
            // A plan that lists none has them all.
            for language in plan.languages.isEmpty ? ["en", "ja"] : plan.languages {
                let answer = policy.answerLanguage(to: language, channel: "email", plan: plan, priority: .p3)
                #expect(answer == AnswerLanguage(language, because: "language:plan-\(plan.id)"))
            }
        }
    }

    @Test(arguments: Shipped.allCases)
    func `features item 13: whoever is best at a ticket takes it, in whatever language`(shipped: Shipped) throws {
        let policy = try shipped.policy
        for tier in policy.tiers {
            for category in policy.categories {
                let usual = policy.routing(forTier: tier.level, category: category.id)
                for language in ["en", "es", "ja"] {
                    let routing = policy.routing(forTier: tier.level, category: category.id, language: language)
                    #expect(routing == usual, "\(category.id) in \(language)")
                }
            }
        }
    }

    @Test(arguments: [
        ("community", "en", "Community Support: Language Support: English"),
        ("standard", "es", "Standard Support: Language Support: English, Spanish"),
        ("priority", "de", "Priority Support: Language Support: English, Spanish, French, German"),
        ("premium", "ja", "Premium Support: Language Support: 12+ languages"),
    ])
    func `features item 13: a plan answers in its languages, and in English where it has not the customer's`(
        plan: String,
        language: String,
        sentence: String
    ) throws {
        let policy = try Shipped.qAviogen.policy
        let plan = policy.plan(plan)
        func answer(_ language: String) -> AnswerLanguage? {
            policy.answerLanguage(to: language, channel: "email", plan: plan, priority: .p1)
        }

        #expect(answer(language) == AnswerLanguage(language, because: "language:plan-\(plan.id)"), "\(sentence)")
        #expect(answer("sv") == AnswerLanguage("en", because: "language:fallback"), "\(sentence)")
    }

    @Test(arguments: [
        (Priority.p1, AnswerLanguage("ja", needsTranslation: true, because: "language:translated-P1")),
        (.p2, AnswerLanguage("en", because: "language:fallback")),
        (.p3, AnswerLanguage("en", because: "language:fallback")),
        (.p4, AnswerLanguage("en", because: "language:fallback")),
    ])
    func `features item 13: a critical issue in a language of no plan is marked for translation, and no other`(
        priority: Priority,
        expected: AnswerLanguage
    ) throws {
        let policy = try Shipped.agreementActivation.policy
        let answer = policy.answerLanguage(
            to: "ja-JP",
            channel: "email",
            plan: policy.defaultPlan,
            priority: priority
        )

        #expect(answer == expected, "Translation Services: Available for critical issues")
    }
}
