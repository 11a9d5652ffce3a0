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

    /// The position of the first rule that matches, if any does.
    func first(of rules: [CompiledMatch], where condition: (Int) -> Bool = { _ in true }) -> Int? {
        rules.indices.first { condition($0) && matches(rules[$0]) }
    }

    func matches(_ rule: CompiledMatch) -> Bool {
        if !rule.anywhere.isEmpty || !rule.inSubject.isEmpty {
            guard
                rule.anywhere.contains(where: { inSubject[$0] || inText[$0] })
                    || rule.inSubject.contains(where: { inSubject[$0] })
            else { return false }
        }
        if !rule.match.to.isEmpty, !input.to.contains(where: rule.match.to.contains) { return false }
        if !rule.match.channels.isEmpty, !rule.match.channels.contains(input.channel) { return false }
        if !rule.match.plans.isEmpty, !rule.match.plans.contains(input.plan) { return false }
        if let isVIP = rule.match.isVIP, input.isVIP != isVIP { return false }
        if let isVerified = rule.match.isVerified, input.isVerified != isVerified { return false }
        return !rule.unless.contains { inSubject[$0] || inText[$0] }
    }
}
