import SupportDomain

extension PolicyReader {
    func surveys(_ field: Field) -> [Survey] {
        field.entries().compactMap { key, value in
            guard
                let section = value.section(
                    "kind",
                    "after_resolution",
                    "every_months",
                    "question",
                    "scale",
                    "complaint_up_to",
                    "quiet"
                )
            else { return nil }
            let kind = section.required("kind", example: "satisfaction")?
                .name(of: "survey", among: Survey.Kind.allCases.map(\.rawValue))
                .flatMap(Survey.Kind.init(rawValue:))
            let question = section.required("question")?.text()
            let scale = section.required("scale", example: "5")?.int(2...100)
            let occasion: Survey.Occasion?
            switch (section["after_resolution"], section["every_months"]) {
            case (let delay?, nil): occasion = duration(delay).map { .afterResolution($0) }
            case (nil, let months?): occasion = months.int(1...60).map { .everyMonths($0) }
            default:
                value.wrong("write either 'after_resolution: 1h' or 'every_months: 3'")
                occasion = nil
            }
            let complaint = section["complaint_up_to"]?.int(0...99)
            if let complaint, let scale, complaint >= scale {
                section["complaint_up_to"]?.wrong("the best answer is \(scale), so every answer would be a complaint")
            }
            let quiet = section["quiet"].flatMap(duration)
            guard let id = key.text(), let kind, let question, let scale, let occasion else { return nil }
            return Survey(
                id: id,
                kind: kind,
                occasion: occasion,
                question: question,
                scale: scale,
                complaintUpTo: complaint,
                quietPeriod: quiet ?? 0
            )
        }
    }

    func indicator(_ item: Field, names: Names) -> Indicator? {
        guard let section = item.section("id", "measure", "when", "target", "by", "every") else { return nil }
        let measure = section.required("measure", example: "first_response")?
            .name(of: "measure", among: Indicator.Measure.allCases.map(\.rawValue))
            .flatMap(Indicator.Measure.init(rawValue:))
        let target = section["target"]?.parsed("a target such as 'above 60%', 'below 4h' or 'above 4.5 of 5'") {
            IndicatorTarget($0)
        }
        let condition = condition(section["when"], names: names)
        let id = section.required("id")?.text()
        let by = section["by"]?.items().compactMap { item in
            item.name(of: "dimension", among: Indicator.Dimension.allCases.map(\.rawValue))
                .flatMap(Indicator.Dimension.init(rawValue:))
        }
        let every = section["every"].flatMap(period)
        guard let id, let measure else { return nil }
        return Indicator(id: id, measure: measure, when: condition, target: target, by: by ?? [], every: every)
    }

    func forms(_ field: Field, names: Names) -> [Form] {
        field.entries().compactMap { key, value in
            let section = value.section("name", "categories", "fields")
            let categories = section?.names("categories", of: "category", among: names.categoryIDs)
            let fields = section?.required("fields")?.entries().compactMap(formField) ?? []
            let name = section?.required("name")?.text()
            guard let id = key.text(), let name else { return nil }
            return Form(id: id, name: name, categories: categories.map(Set.init), fields: fields)
        }
    }

    private func formField(_ key: Field, _ value: Field) -> Form.Field? {
        let id = key.text()
        // A question that anything answers, or nothing, needs no more than its words.
        if value.plainText != nil {
            let question = value.text("a question")
            guard let id, let question else { return nil }
            return Form.Field(id: id, question: question)
        }
        let section = value.section("question", "required", "choices")
        let question = section?.required("question")?.text()
        let isRequired = section?["required"]?.bool()
        let choices = section?["choices"]?.items().compactMap { $0.text("an answer") }
        guard let id, let question else { return nil }
        return Form.Field(id: id, question: question, isRequired: isRequired ?? false, choices: choices ?? [])
    }

    func upkeep(_ field: Field) -> Upkeep {
        let section = field.section("page", "update_every", "uptime")
        return Upkeep(
            statusPage: section?["page"]?.url(),
            updateEvery: section?["update_every"].flatMap(duration),
            uptime: section?["uptime"].flatMap(uptime)
        )
    }

    func retention(_ field: Field) -> Retention {
        let section = field.section("tickets", "messages", "attachments", "surveys")
        let tickets = section?["tickets"].flatMap(duration)
        let messages = section?["messages"].flatMap(duration)
        if let tickets, let messages, messages > tickets {
            section?["messages"]?.wrong("messages go with their ticket, which is kept for a shorter time")
        }
        return Retention(
            tickets: tickets,
            messages: messages,
            attachments: section?["attachments"].flatMap(duration),
            surveys: section?["surveys"].flatMap(duration)
        )
    }
}
