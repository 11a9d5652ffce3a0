import PolicyFile
import Testing

/// No mistake hides another, and none causes one where there is none.
struct HiddenMistakeTests {
    @Test(
        arguments: [
            (
                Shipped.archBuilder, "        billing: {1: 48h, 2: 24h, 3: 12h}\n",
                "        biling: {9: 48h, 2: soon}\n",
                [
                    "escalation.matrix[1].rows.biling: there is no issue type 'biling'; did you mean 'billing'?",
                    "escalation.matrix[1].rows.biling.9: there is no tier 9; there is 1, 2, 3, 4",
                    "escalation.matrix[1].rows.biling.2: 'soon' cannot be read; write a target such as",
                ]
            ),
            (
                .archBuilder, "        billing: {1: 48h, 2: 24h, 3: 12h}\n", "        billing: {9: soon}\n",
                [
                    "escalation.matrix[1].rows.billing.9: there is no tier 9; there is 1, 2, 3, 4",
                    "escalation.matrix[1].rows.billing.9: 'soon' cannot be read; write a target such as",
                ]
            ),
            (
                .archBuilder, "    entry_tier: 1\n", "    entry_tier: 1\n    channel_calendars: {emial: offce}\n",
                [
                    "plans.standard.channel_calendars.emial: there is no channel 'emial'; did you mean 'email'?",
                    "plans.standard.channel_calendars.emial: there is no calendar 'offce'; did you mean 'office'?",
                ]
            ),
            (
                .archBuilder, "  4:\n    name: Engineering Support\n    duties: \"Critical bugs,",
                "  four:\n    duties: \"\"\n    nam: \"Critical bugs,",
                [
                    "tiers.four: 'four' cannot be read; write a whole number from 1 to 9",
                    "tiers.four.duties: write a text here",
                    "tiers.four.nam: 'nam' is not known here; did you mean 'name'?",
                ]
            ),
            (
                .archBuilder, "    moderate: {critical: P2,", "    \"\": {critical: P9,",
                [
                    "triage.matrix.: write a text here",
                    "triage.matrix..critical: there is no priority 'P9'; there is P1, P2, P3, P4",
                ]
            ),
            (
                .agreementActivation, "      role: {question: Your role, required: true,",
                "      \"\": {required: maybe,",
                [
                    "forms.all.fields.: write a text here", "forms.all.fields.: 'question' is missing",
                    "forms.all.fields..required: 'maybe' cannot be read; write true or false",
                ]
            ),
        ] as [(Shipped, String, String, [String])]
    )
    func `a name that fails does not keep what it names from being checked`(
        shipped: Shipped,
        right: String,
        wrong: String,
        told: [String]
    ) throws {
        let mistakes = try mistakes(in: PolicyEdit(shipped.text(), right, wrong).text)

        for words in told { #expect(mistakes.contains { $0.contains(words) }, "\(words): \(mistakes)") }
    }

    @Test func `a category with a mistake still has its issue type and its subcategories`() throws {
        let text = try PolicyEdit(Shipped.agreementActivation.text(), "    name: Compliance and Contracts\n", "").text

        #expect(mistakes(in: text).map(Self.withoutPlace) == ["categories.legal: 'name' is missing"])

        let activation = try PolicyEdit(Shipped.agreementActivation.text(), "    name: Client Activation\n", "").text
        let both = try PolicyEdit(activation, "      subcategory: pdf\n", "      subcategory: pfd\n").text

        #expect(
            mistakes(in: both).map(Self.withoutPlace) == [
                "categories.activation: 'name' is missing",
                "triage.categories[6].subcategory: there is no subcategory of activation 'pfd'; did you mean 'pdf'?",
            ]
        )
    }

    @Test(arguments: [
        (Shipped.archBuilder, "\nmail:\n", "\nmails:\n", "mails: 'mails' is not known here; did you mean 'mail'?"),
        (
            .signXStudio, "\nagents: ", "\nagens: ", "agens: 'agens' is not known here; did you mean 'agents'?"
        ),
        (
            .archBuilder, "    name: Basic Support\n    duties", "    nme: Basic Support\n    duties",
            "tiers.1.nme: 'nme' is not known here; did you mean 'name'?"
        ),
        (
            .archBuilder, "      mon-fri: 09:00-18:00\n", "      mon-fry: 09:00-18:00\n",
            "calendars.office.hours.mon-fry: 'mon-fry' cannot be read; write weekdays, such as mon, mon-fri or sat, sun"
        ),
        (
            .archBuilder, "      mon-fri: 09:00-18:00\n", "      mon-fri: 9 to 6\n",
            "calendars.office.hours.mon-fri: '9 to 6' cannot be read; write hours such as 09:00-18:00, 22:00-06:00 or "
                + "00:00-24:00; or 'closed'"
        ),
    ])
    func `what is misspelt is not missed as well`(
        shipped: Shipped,
        right: String,
        wrong: String,
        told: String
    ) throws {
        let mistakes = try mistakes(in: PolicyEdit(shipped.text(), right, wrong).text)

        #expect(mistakes.map(Self.withoutPlace) == [told])
    }

    @Test func `two rules of one name are told, though one of them has another mistake`() throws {
        let text = try PolicyEdit(
            Shipped.archBuilder.text(),
            "    - id: data-desk\n      to: [data-support@archbuilder.app]   "
                + "# 003, Contact Information / Emergency Support\n      category: technical\n",
            "    - id: security\n      to: [data-support@archbuilder.app]\n      category: tecnical\n"
        ).text

        #expect(
            mistakes(in: text).map(Self.withoutPlace) == [
                "triage.categories[2]: the rule of line 144 is called 'security' too; give each a name of its own",
                "triage.categories[2].category: there is no category 'tecnical'; did you mean 'technical'?",
            ]
        )
    }

    /// `line:column: ` and the file are for other tests.
    private static func withoutPlace(_ mistake: String) -> String {
        mistake.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
    }

    private func mistakes(in text: String) -> [String] {
        guard case .failure(let mistakes) = PolicyDocument.parse(text, file: "test.yaml") else {
            Issue.record("no mistake was found")
            return []
        }
        return mistakes.all.map(\.description)
    }
}
