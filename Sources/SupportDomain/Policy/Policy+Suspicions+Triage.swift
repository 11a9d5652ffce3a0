extension Policy {
    /// What looks wrong of the impact and urgency that customers state.
    var suspicionsOfTriage: [Suspicion] { unevenRows + unknownStatements }

    /// Rows of the matrix that have other urgencies than most of them.
    private var unevenRows: [Suspicion] {
        let rows = triageRules.matrix.mapValues { $0.keys.sorted() }.sorted { $0.key < $1.key }
        let counts = rows.reduce(into: [[String]: Int]()) { $0[$1.value, default: 0] += 1 }
        /// Of several that are as common, the one that tells more.
        func weight(_ urgencies: [String]) -> (Int, Int) { (counts[urgencies] ?? 0, urgencies.count) }
        guard counts.count > 1, let usual = rows.max(by: { weight($0.value) < weight($1.value) }) else { return [] }
        return rows.filter { $0.value != usual.value }.map { impact, urgencies in
            Suspicion(
                "triage.matrix.\(impact)",
                "it has \(urgencies.joined(separator: ", ")), and '\(usual.key)' has "
                    + usual.value.joined(separator: ", ")
            )
        }
    }

    /// What a customer of an example chooses and the matrix has not, so that it decides nothing.
    private var unknownStatements: [Suspicion] {
        let matrix = triageRules.matrix
        let impacts = matrix.keys.sorted().joined(separator: ", ")
        let urgencies = Set(matrix.values.flatMap(\.keys)).sorted()
        return examples.enumerated().flatMap { index, example -> [Suspicion] in
            var found: [Suspicion] = []
            let place = "examples[\(index + 1)].message"
            let impact = example.input.impact
            if let impact, matrix[impact.lowercased()] == nil {
                let others = impacts.isEmpty ? "there is no 'triage.matrix'" : "there is \(impacts)"
                found.append(Suspicion("\(place).impact", "there is no impact '\(impact)'; \(others)"))
            }
            guard let urgency = example.input.urgency, priority(named: urgency) == nil else { return found }
            if impact == nil {
                let why = "no priority is called '\(urgency)', and the matrix is asked with an 'impact' only"
                found.append(Suspicion("\(place).urgency", why))
            } else if !urgencies.isEmpty, !urgencies.contains(urgency.lowercased()) {
                let others = urgencies.joined(separator: ", ")
                found.append(Suspicion("\(place).urgency", "there is no urgency '\(urgency)'; there is \(others)"))
            }
            return found
        }
    }
}
