/// What a policy says of people, of what customers are asked, and of how well it is to go.
extension Policy {
    var staffStatements: [PolicyStatement] {
        staff.teams.flatMap(\.statements) + orderOfTeams + staff.agents.flatMap(\.statements)
            + staff.rotations.flatMap(\.statements)
            + staff.contacts.map(\.statement) + forms.flatMap(\.statements)
    }

    /// Of teams that are as good for a ticket the first takes it.
    private var orderOfTeams: [PolicyStatement] {
        staff.teams.count < 2
            ? [] : [PolicyStatement("order of the teams", staff.teams.map(\.id).joined(separator: ", "))]
    }

    var qualityStatements: [PolicyStatement] {
        surveys.flatMap(\.statements) + indicators.map(\.statement) + routines.flatMap(\.statements) + upkeep.statements
            + retention.statements
    }
}

extension Team {
    fileprivate var statements: [PolicyStatement] {
        let subject = "team '\(id)'"
        return [
            PolicyStatement(subject, name),
            PolicyStatement("\(subject): tiers", items: tiers.map(String.init)),
            PolicyStatement("\(subject): calendars", items: calendars),
            PolicyStatement("\(subject): skills", items: skills),
            PolicyStatement("\(subject): members", items: members),
        ]
    }
}

extension Agent {
    fileprivate var statements: [PolicyStatement] {
        let subject = "agent '\(id)'"
        return [
            PolicyStatement(subject, [name, email, phone].compactMap(\.self).joined(separator: ", ")),
            PolicyStatement("\(subject): languages", items: languages),
            PolicyStatement("\(subject): skills", items: skills),
        ]
    }
}

extension Rotation {
    fileprivate var statements: [PolicyStatement] {
        let subject = "rotation '\(id)'"
        let turns = "\(turnDays) days each from \(starts) at \(OpenHours.text(handOff))"
        return [
            PolicyStatement(subject, "\(people.joined(separator: ", ")), \(turns) (\(zone.identifier))"),
            PolicyStatement("\(subject): name", name),
            PolicyStatement("\(subject): called", rank == 1 ? "first" : "as number \(rank)"),
            PolicyStatement("\(subject): tiers", items: tiers.map(String.init)),
            PolicyStatement("\(subject): hours", calendar.map { "by calendar '\($0)'" } ?? "all"),
        ]
    }
}

extension DirectoryEntry {
    fileprivate var statement: PolicyStatement {
        let hours = calendar.map { "by calendar '\($0)'" }
        let plans = plans.map { "for \($0.sorted().joined(separator: ", "))" }
        let ways = [name, purpose.isEmpty ? nil : purpose, email, phone, url, hours, plans]
        return PolicyStatement("contact '\(id)'", ways.compactMap(\.self).joined(separator: "; "))
    }
}

extension Form {
    fileprivate var statements: [PolicyStatement] {
        let subject = "form '\(id)'"
        let questions = fields.map { field in
            let choices = field.choices.isEmpty ? "" : ": \(field.choices.joined(separator: ", "))"
            return "\(field.question)\(field.isRequired ? " (required)" : "")\(choices)"
        }
        return [
            PolicyStatement(subject, name),
            PolicyStatement("\(subject): asks for", items: questions),
            PolicyStatement("\(subject): order of the questions", fields.map(\.id).joined(separator: ", ")),
            PolicyStatement("\(subject): categories", items: categories ?? ["all"]),
        ]
    }
}

extension Survey {
    fileprivate var statements: [PolicyStatement] {
        let subject = "survey '\(id)'"
        let occasion =
            switch self.occasion {
            case .afterResolution(let delay): "\(Duration.text(ofSeconds: delay)) after the resolution"
            case .everyMonths(let months): "every \(months) months"
            }
        return [
            PolicyStatement(subject, "\(question) Up to \(scale), \(occasion)"),
            PolicyStatement("\(subject): kind", kind.rawValue),
            PolicyStatement("\(subject): a complaint", complaintUpTo.map { "up to \($0)" } ?? "never"),
            PolicyStatement("\(subject): leaves in peace for", Duration.text(ofSeconds: quietPeriod)),
        ]
    }
}

extension Indicator {
    fileprivate var statement: PolicyStatement {
        let told = by.isEmpty ? nil : "by \(by.map(\.rawValue).joined(separator: ", "))"
        let words = [
            measure.rawValue.replacing("_", with: " "), when.isEmpty ? nil : when.words, told,
            every.map { "every \($0)" }, target?.description ?? "only watched",
        ]
        return PolicyStatement("indicator '\(id)'", words.compactMap(\.self).joined(separator: "; "))
    }
}

extension Routine {
    fileprivate var statements: [PolicyStatement] {
        let subject = "routine '\(id)'"
        let time =
            switch occasion {
            case .every(let period): "every \(period)"
            case .takes(let seconds): "takes \(Duration.text(ofSeconds: seconds))"
            }
        let plans = plans.map { "for \($0.sorted().joined(separator: ", "))" }
        let words = [name, time, purpose.isEmpty ? nil : purpose, plans]
        return [PolicyStatement(subject, words.compactMap(\.self).joined(separator: "; "))]
            + steps.map { PolicyStatement("\(subject): \($0.time)", $0.what) }
    }
}

extension Upkeep {
    fileprivate var statements: [PolicyStatement] {
        let said: [PolicyStatement?] = [
            PolicyStatement("status page", statusPage),
            PolicyStatement("an incident is reported on every", updateEvery.map(Duration.text(ofSeconds:))),
            PolicyStatement("uptime", uptime?.words),
        ]
        return said.compactMap(\.self)
    }
}

extension Retention {
    fileprivate var statements: [PolicyStatement] {
        [("tickets", tickets), ("messages", messages), ("attachments", attachments), ("survey answers", surveys)].map {
            let words = $1.map { seconds in
                seconds % 86_400 == 0 ? "\(seconds / 86_400) days" : Duration.text(ofSeconds: seconds)
            }
            return PolicyStatement("\($0) are kept", words ?? "for as long as the programme runs")
        }
    }
}
