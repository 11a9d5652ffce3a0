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
            let name = section?.required("name")?.text()
            let tiers = section?["tiers"]?.items().compactMap { tier($0, among: names.tiers) } ?? []
            let calendars = section?.names("calendars", of: "calendar", among: names.calendars) ?? []
            let skills = section?["skills"].map(self.skills) ?? []
            let members = section?.names("members", of: "agent", among: people) ?? []
            guard let id = key.text(), let name else { return nil }
            return Team(
                id: id,
                name: name,
                tiers: Set(tiers),
                calendars: calendars,
                skills: skills,
                members: members
            )
        }
    }

    private func agents(_ field: Field) -> [Agent] {
        field.entries().compactMap { key, value in
            let section = value.section("name", "email", "phone", "languages", "skills")
            let name = section?.required("name")?.text()
            let email = section?["email"].flatMap(address)
            let phone = section?["phone"].flatMap(self.phone)
            let languages = section?["languages"]?.items().compactMap(language) ?? []
            let skills = section?["skills"].map(self.skills) ?? []
            guard let id = key.text(), let name else { return nil }
            return Agent(id: id, name: name, email: email, phone: phone, languages: languages, skills: skills)
        }
    }

    func skills(_ field: Field) -> Set<String> {
        Set(field.items().compactMap { $0.text("a skill") })
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
            let tiers =
                section.required("tiers", example: "[2]")?.items().compactMap { tier($0, among: names.tiers) } ?? []
            let onCall = section.required("people")?.items().compactMap { $0.name(of: "agent", among: people) } ?? []
            let turn = section.required("turn", example: "1 week").flatMap(turnDays)
            let starts = section.required("starts", example: "2026-01-05").flatMap {
                $0.parsed("a date such as 2026-01-05") { CivilDate($0.withHyphens) }
            }
            let zone = section.required("zone", example: "Europe/Berlin").flatMap(zone)
            if section["people"]?.isEmptyList == true { section["people"]?.wrong("nobody would ever be on call") }
            let handOff = section["hand_off"]?.parsed("a time such as 09:00") { OpenHours.seconds($0) }
            let calendar = section["calendar"]?.name(of: "calendar", among: names.calendars)
            let rank = section["rank"]?.int(1...9)
            guard let id = key.text(), let name, let turn, let starts, let zone else { return nil }
            return Rotation(
                id: id,
                name: name,
                tiers: Set(tiers),
                people: onCall,
                turnDays: turn,
                starts: starts,
                handOff: handOff ?? 0,
                zone: zone,
                calendar: calendar,
                rank: rank ?? 1
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
            let name = section?.required("name")?.text()
            let purpose = section?["purpose"]?.text() ?? ""
            let email = section?["email"].flatMap(address)
            let phone = section?["phone"].flatMap(self.phone)
            let url = section?["url"]?.url()
            let calendar = section?["calendar"]?.name(of: "calendar", among: names.calendars)
            let plans = section?.names("plans", of: "plan", among: names.plans).map(Set.init)
            guard let id = key.text(), let name else { return nil }
            return DirectoryEntry(
                id: id,
                name: name,
                purpose: purpose,
                email: email,
                phone: phone,
                url: url,
                calendar: calendar,
                plans: plans
            )
        }
    }

    private func phone(_ field: Field) -> String? {
        field.parsed("a phone number, such as +1 555 123 4567") { text in
            text.hasPrefix("+") && text.contains(where: \.isNumber) ? text : nil
        }
    }
}
