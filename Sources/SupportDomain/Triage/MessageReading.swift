/// A rule's phrases by their numbers in the index.
struct CompiledMatch: Sendable {
    let match: MessageMatch
    let anywhere: [Int]
    let inSubject: [Int]
    let unless: [Int]

    init(_ match: MessageMatch, in index: PhraseIndex) {
        self.match = match
        anywhere = index.numbers(of: match.anywhere)
        inSubject = index.numbers(of: match.inSubject)
        unless = index.numbers(of: match.unless)
    }
}

/// A message in which all phrases have been looked for, ready to be compared with rules.
struct MessageReading {
    private let input: TriageInput
    private let inSubject: [Bool]
    private let inText: [Bool]

    init(_ input: TriageInput, with rules: TriageRules) {
        self.input = input
        inSubject = rules.phrases.find(in: input.subject)
        inText = rules.phrases.find(in: input.text)
    }

    func matches(_ rule: CompiledMatch) -> Bool {
        let match = rule.match
        if !rule.anywhere.isEmpty || !rule.inSubject.isEmpty {
            guard
                rule.anywhere.contains(where: { inSubject[$0] || inText[$0] })
                    || rule.inSubject.contains(where: { inSubject[$0] })
            else { return false }
        }
        if !match.to.isEmpty, !input.to.contains(where: match.to.contains) { return false }
        if !match.channels.isEmpty, !match.channels.contains(input.channel) { return false }
        if !match.plans.isEmpty, !match.plans.contains(input.plan) { return false }
        if match.onlyVIP, !input.isVIP { return false }
        return !rule.unless.contains { inSubject[$0] || inText[$0] }
    }
}
