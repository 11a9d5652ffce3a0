import Foundation
import SupportDomain

extension PolicyReader {
    func examples(_ field: Field, names: Names, zone: Zone, plan: String?) -> [PolicyExample] {
        field.items().compactMap { item -> PolicyExample? in
            guard let section = item.section("name", "at", "message", "expect") else { return nil }
            let name = section.required("name")?.text()
            let at = section.required("at", example: "Fri 2026-01-09 16:00").flatMap { moment($0, zone: zone) }
            let input = section.required("message", example: "{subject: Help}").flatMap {
                self.input($0, names: names, plan: plan)
            }
            let expected = section.required("expect", example: "{priority: P1}").flatMap {
                self.expected($0, names: names, zone: zone)
            }
            guard let name, let at, let input, let expected else { return nil }
            return PolicyExample(name: name, input: input, at: at, expected: expected)
        }
    }

    private func input(_ field: Field, names: Names, plan: String?) -> TriageInput? {
        guard
            let section = field.section(
                "subject",
                "text",
                "channel",
                "plan",
                "from",
                "to",
                "language",
                "vip",
                "verified",
                "urgency",
                "impact",
                "category"
            )
        else { return nil }
        return TriageInput(
            subject: section["subject"]?.text() ?? "",
            text: section["text"]?.text() ?? "",
            channel: section["channel"].flatMap { channel($0, among: names.channels) } ?? "email",
            plan: section["plan"]?.name(of: "plan", among: names.plans) ?? plan ?? "",
            from: section["from"].flatMap(address) ?? "",
            to: (section["to"]?.items() ?? []).compactMap(address),
            language: section["language"]?.text("a language"),
            isVIP: section["vip"]?.bool() ?? false,
            isVerified: section["verified"]?.bool() ?? false,
            urgency: section["urgency"]?.text(),
            impact: section["impact"]?.text(),
            category: section["category"]?.name(of: "category", among: names.categoryIDs)
        )
    }

    private func expected(_ field: Field, names: Names, zone: Zone) -> PolicyExample.Expected? {
        guard
            let section = field.section(
                [
                    "priority", "category", "subcategory", "issue_type", "tier", "team", "escalates", "answer_in",
                    "translation",
                ] + Metric.allCases.map(\.rawValue)
            )
        else { return nil }
        if section.mapping.isEmpty { field.wrong("say what must become of it, such as 'priority: P1'") }
        var due: [Metric: Date] = [:]
        for metric in Metric.allCases {
            due[metric] = section[metric.rawValue].flatMap { moment($0, zone: zone) }
        }
        return PolicyExample.Expected(
            priority: section["priority"].flatMap { priority($0, names: names) },
            category: section["category"]?.name(of: "category", among: names.categoryIDs),
            subcategory: section["subcategory"]?.text(),
            issueType: section["issue_type"]?.name(of: "issue type", among: names.issueTypes),
            tier: section["tier"].flatMap { tier($0, among: names.tiers) },
            team: section["team"]?.name(of: "team", among: names.teams),
            escalates: section["escalates"]?.bool(),
            answerIn: section["answer_in"].flatMap(language),
            translation: section["translation"]?.bool(),
            due: due
        )
    }

    /// `Fri 2026-01-09 16:00` by the wall clock of the default plan's calendar; the weekday is checked.
    private func moment(_ field: Field, zone: Zone) -> Date? {
        guard
            let parts = field.parsed(
                "a moment such as Fri 2026-01-09 16:00",
                { text -> (weekday: Weekday, date: CivilDate, seconds: Int)? in
                    let words = text.split(separator: " ")
                    guard words.count == 3, let weekday = Weekday(name: words[0]),
                        let date = CivilDate(String(words[1]).withHyphens), let seconds = OpenHours.seconds(words[2])
                    else { return nil }
                    return (weekday, date, seconds)
                }
            )
        else { return nil }
        guard parts.date.weekday == parts.weekday else {
            field.wrong("\(parts.date) is a \(parts.date.weekday.name)")
            return nil
        }
        return Date(wholeSeconds: zone.firstInstant(showing: parts.date.dayNumber * 86_400 + parts.seconds))
    }
}
