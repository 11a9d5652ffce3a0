import SupportDomain
import Testing

/// What a triage rule says of who writes is meant as it stands.
struct TriageConditionTests {
    @Test(
        arguments: [
            (nil, true, true), (nil, false, true), (true, true, true), (true, false, false), (false, true, false),
            (false, false, true),
        ] as [(Bool?, Bool, Bool)]
    )
    func `a rule for VIPs, or for everybody else, matches no others`(isVIP: Bool?, writes: Bool, matches: Bool) {
        let rules = TriageRules(
            categories: [],
            defaultCategory: .init(category: "any"),
            priorities: [
                PriorityRule(
                    id: "rule",
                    match: MessageMatch(channels: ["email"], isVIP: isVIP),
                    priority: .p1
                )
            ],
            defaultPriority: .p3,
            escalations: []
        )
        let policy = Policy.sample(escalation: .none, triageRules: rules)
        let input = TriageInput(subject: "Hello", text: "", channel: "email", plan: "standard", isVIP: writes)

        #expect(policy.triage(input).priority == (matches ? .p1 : .p3))
    }
}
