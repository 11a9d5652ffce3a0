import SupportDomain

extension PolicyReader {
    func staff(_ file: Section, names: Names) -> Staff {
        let people = file["agents"]?.entryNames ?? []
        return Staff(
            teams: file["teams"].map { teams($0, people: people, names: names) } ?? [],
            agents: file["agents"].map(agents) ?? [],
            rotations: file["rotations"].map { rotations($0, people: people, names: names) } ?? [],
            contacts: file["contacts"].map { contacts($0, names: names) } ?? []
        )
    }

    private func teams(_ field: Field, people: Set<String>, names: Names) -> [Team] {
        field.entries().compactMap { key, value in
            let section = value.section("name", "tiers", "calendars", "skills", "members")
            guard let id = key.text(), let name = section?.required("name")?.text() else { return nil }
            return Team(
                id: id,
                name: name,
                tiers: Set(section?["tiers"]?.items().compactMap { tier($0, among: names.tiers) } ?? []),
                calendars: section?.names("calendars", of: "calendar", among: names.calendars) ?? [],
                skills: Set(section?["skills"]?.items().compactMap { $0.text("a skill") } ?? []),
                members: section?.names("members", of: "agent", among: people) ?? []
            )
        }
    }

    private func agents(_ field: Field) -> [Agent] {
        field.entries().compactMap { key, value in
            let section = value.section("name", "email", "phone", "languages", "skills")
            guard let id = key.text(), let name = section?.required("name")?.text() else { return nil }
            return Agent(
                id: id,
                name: name,
                email: section?["email"].flatMap(address),
                phone: section?["phone"].flatMap(phone),
                languages: section?["languages"]?.items().compactMap(language) ?? [],
                skills: Set(section?["skills"]?.items().compactMap { $0.text("a skill") } ?? [])
            )
        }
    }

    private func rotations(_ field: Field, people: Set<String>, names: Names) -> [Rotation] {
        field.entries().compactMap { key, value in
            guard
                let section = value.section(
                    "name",
                    "tiers",
                    "people",
                    "turn",
                    "starts",
                    "hand_off",
                    "zone",
                    "calendar",
                    "rank"
                )
            else { return nil }
            let name = section.required("name")?.text()
            let tiers = section.required("tiers")?.items().compactMap { tier($0, among: names.tiers) } ?? []
            let onCall = section.required("people")?.items().compactMap { $0.name(of: "agent", among: people) } ?? []
            let turn = section.required("turn").flatMap(turnDays)
            let starts = section.required("starts").flatMap { $0.parsed("a date such as 2026-01-05") { CivilDate($0) } }
            let zone = section.required("zone").flatMap(zone)
            if section["people"]?.isEmptyList == true { section["people"]?.wrong("nobody would ever be on call") }
            guard let id = key.text(), let name, let turn, let starts, let zone else { return nil }
            return Rotation(
                id: id,
                name: name,
                tiers: Set(tiers),
                people: onCall,
                turnDays: turn,
                starts: starts,
                handOff: section["hand_off"]?.parsed("a time such as 09:00") { OpenHours.seconds($0) } ?? 0,
                zone: zone,
                calendar: section["calendar"]?.name(of: "calendar", among: names.calendars),
                rank: section["rank"]?.int(1...9) ?? 1
            )
        }
    }

    private func turnDays(_ field: Field) -> Int? {
        field.parsed("a turn of whole days, such as 1 week or 1 day") { text in
            Duration.seconds(inText: text).flatMap { $0 % 86_400 == 0 ? $0 / 86_400 : nil }
        }
    }

    private func contacts(_ field: Field, names: Names) -> [DirectoryEntry] {
        field.entries().compactMap { key, value in
            let section = value.section("name", "purpose", "email", "phone", "url", "calendar", "plans")
            guard let id = key.text(), let name = section?.required("name")?.text() else { return nil }
            return DirectoryEntry(
                id: id,
                name: name,
                purpose: section?["purpose"]?.text() ?? "",
                email: section?["email"].flatMap(address),
                phone: section?["phone"].flatMap(phone),
                url: section?["url"]?.url(),
                calendar: section?["calendar"]?.name(of: "calendar", among: names.calendars),
                plans: section?.names("plans", of: "plan", among: names.plans).map(Set.init)
            )
        }
    }

    private func phone(_ field: Field) -> String? {
        field.parsed("a phone number, such as +1 555 123 4567") { text in
            text.hasPrefix("+") && text.contains(where: \.isNumber) ? text : nil
        }
    }
}
