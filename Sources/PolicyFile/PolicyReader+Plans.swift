import SupportDomain

extension PolicyReader {
    func channels(_ field: Field, calendars: Set<String>, priorities: Set<String>) -> [Channel] {
        field.entries().compactMap { key, value in
            let id = key.text("a channel")
            // A channel without hours of its own needs no more than a name.
            if value.plainText != nil {
                let name = value.text("the channel's name")
                guard let id, let name else { return nil }
                return Channel(id: id, name: name)
            }
            let section = value.section("name", "calendar", "priorities", "languages")
            let name = section?.required("name")?.text()
            let calendar = section?["calendar"]?.name(of: "calendar", among: calendars)
            let meantFor = section?.names("priorities", of: "priority", among: priorities)
            let languages = section?["languages"]?.items().compactMap(language) ?? []
            guard let id, let name else { return nil }
            return Channel(
                id: id,
                name: name,
                calendar: calendar,
                priorities: meantFor.map { Set($0.compactMap { Priority(name: $0) }) },
                languages: languages
            )
        }
    }

    /// A channel that the file lists; any where it lists none.
    func channel(_ field: Field, among channels: Set<String>?) -> String? {
        channels.map { field.name(of: "channel", among: $0) } ?? field.text("a channel")
    }

    func plans(_ field: Field, calendars: Set<String>, channels: Set<String>?, tiers: Set<Int>) -> [Plan] {
        field.entries().compactMap { key, value in
            guard
                let section = value.section(
                    "name",
                    "calendar",
                    "entry_tier",
                    "max_tier",
                    "channels",
                    "channel_calendars",
                    "languages",
                    "uptime",
                    "manager",
                    "on_call"
                )
            else { return nil }
            let id = key.text()
            let name = section.required("name")?.text()
            let calendar = section.required("calendar", example: calendars.min())?
                .name(of: "calendar", among: calendars)
            let tier = section.required("entry_tier", example: "1").flatMap { self.tier($0, among: tiers) }
            let maxTier = section["max_tier"].flatMap { self.tier($0, among: tiers) }
            let entitled = section["channels"]?.items().compactMap { channel($0, among: channels) }
            var hours: [String: String] = [:]
            for (key, value) in section["channel_calendars"]?.entries() ?? [] {
                let channel = channel(key, among: channels)
                let calendar = value.name(of: "calendar", among: calendars)
                if let channel { hours[channel] = calendar }
            }
            section.refuseEmptyLists(["channels", "languages"])
            let languages = section["languages"]?.items().compactMap(language) ?? []
            if let maxTier, let tier, maxTier < tier {
                section["max_tier"]?.wrong("tickets enter at tier \(tier), so they cannot end at tier \(maxTier)")
            }
            let uptime = section["uptime"].flatMap(self.uptime)
            let manager = section["manager"]?.text()
            let isPaged = section["on_call"]?.bool()
            guard let id, let name, let calendar, let tier else { return nil }
            return Plan(
                id: id,
                name: name,
                calendar: calendar,
                entryTier: tier,
                channels: entitled.map(Set.init),
                channelCalendars: hours,
                languages: languages,
                maxTier: maxTier,
                uptime: uptime,
                manager: manager,
                isPaged: isPaged ?? true
            )
        }
    }

    func planChanges(_ field: Field, names: Names) -> PlanChanges? {
        let section = field.section("order", "upgrade", "downgrade", "open_tickets")
        let order = section?.required("order")?.items().compactMap { $0.name(of: "plan", among: names.plans) } ?? []
        let upgrade = section?.required("upgrade", example: "at once").flatMap(moment)
        let downgrade = section?.required("downgrade", example: "next cycle").flatMap(moment)
        if Set(order).count < order.count { section?["order"]?.wrong("a plan stands here twice") }
        let reach = section?["open_tickets"]?
            .name(of: "reach of a change", among: PlanChanges.Reach.allCases.map(\.rawValue))
            .flatMap(PlanChanges.Reach.init(rawValue:))
        guard let upgrade, let downgrade else { return nil }
        return PlanChanges(order: order, upgrade: upgrade, downgrade: downgrade, openTickets: reach ?? .none)
    }

    private func moment(_ field: Field) -> PlanChanges.Moment? {
        field.name(of: "moment of a change", among: PlanChanges.Moment.allCases.map(\.rawValue))
            .flatMap(PlanChanges.Moment.init(rawValue:))
    }

    /// `99.9%`, or `99.9%, with penalties`.
    func uptime(_ field: Field) -> Uptime? {
        field.parsed("an uptime such as 99.9% or '99.9%, with penalties'") { text in
            let parts = text.split(separator: ",").map { $0.drop { $0 == " " } }
            guard let share = parts.first, share.hasSuffix("%"), parts.count == 1 || parts[1] == "with penalties",
                parts.count <= 2, let points = IndicatorTarget.hundredths(share.dropLast()), points <= 10_000
            else { return nil }
            return Uptime(basisPoints: points, hasPenalties: parts.count == 2)
        }
    }

    func languages(_ field: Field, names: Names) -> LanguageRules {
        let section = field.section("fallback", "translate")
        let translated = section?["translate"]?.items().compactMap { priority($0, names: names) } ?? []
        let fallback = section?.required("fallback", example: "en").flatMap(language)
        return LanguageRules(fallback: fallback ?? "en", translatedPriorities: Set(translated))
    }

    func language(_ field: Field) -> String? {
        field.parsed("a language by its two or three letters, such as en") { text in
            (2...3).contains(text.count) && text.allSatisfy { $0.isASCII && $0.isLowercase } ? text : nil
        }
    }
}
