import SupportDomain

extension PolicyReader {
    func routines(_ field: Field, names: Names) -> [Routine] {
        field.entries().compactMap { key, value in
            guard let section = value.section("name", "every", "takes", "plans", "purpose", "steps") else { return nil }
            let name = section.required("name")?.text()
            let occasion: Routine.Occasion?
            switch (section["every"], section["takes"]) {
            case (let every?, nil): occasion = period(every).map { .every($0) }
            case (nil, let takes?): occasion = duration(takes).map { .takes($0) }
            default:
                value.wrong("write either 'every: week' or 'takes: 2 weeks'")
                occasion = nil
            }
            let plans = section.names("plans", of: "plan", among: names.plans).map(Set.init)
            let purpose = section["purpose"]?.text() ?? ""
            let steps = section["steps"].map(steps) ?? []
            guard let id = key.text(), let name, let occasion else { return nil }
            let routine = Routine(
                id: id,
                name: name,
                occasion: occasion,
                plans: plans,
                purpose: purpose,
                steps: steps.map(\.step)
            )
            for (step, key) in steps where !routine.has(step.time) {
                key.wrong("there is no \(step.time) in it: \(routine.length)")
            }
            return routine
        }
    }

    /// How often, or of how long a time.
    func period(_ field: Field) -> Period? {
        field.parsed("day, week, month, quarter or year, or a length of time such as 2 weeks") { Period($0) }
    }

    private func steps(_ field: Field) -> [(step: Routine.Step, key: Field)] {
        field.entries().compactMap { key, value in
            let time = key.parsed("a day or week of the routine, such as 'day 3' or 'week 2'") {
                Routine.Step.Time($0)
            }
            guard let what = value.text(), let time else { return nil }
            return (Routine.Step(time, what), key)
        }
    }
}

extension Routine {
    fileprivate var length: String {
        switch occasion {
        case .every(let period): "it begins anew every \(period)"
        case .takes(let seconds): "it takes \(Duration.text(ofSeconds: seconds))"
        }
    }
}
