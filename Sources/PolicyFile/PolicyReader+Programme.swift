import SupportDomain

extension PolicyReader {
    func programme(_ file: Section) -> Programme? {
        let id = file.required("programme", example: "acme")?.parsed("lower-case letters, digits and dashes") { text in
            text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") } && text.first != "-"
                && text.count <= 63 ? text : nil
        }
        let name = file.required("name")?.text()
        let prefix = file.required("ticket_prefix", example: "AC")?.parsed("one to eight capital letters") { text in
            (1...8).contains(text.count) && text.allSatisfy { $0.isASCII && $0.isUppercase } ? text : nil
        }
        let mail = file.required("mail")?.section("from", "addresses")
        let from = mail?.required("from", example: "support@example.com").flatMap(address)
        let addresses = mail?.required("addresses", example: "[support@example.com]")?.items().compactMap(address) ?? []
        guard let id, let name, let prefix, let from else { return nil }
        return Programme(id: id, name: name, ticketPrefix: prefix, mailFrom: from, mailAddresses: addresses)
    }

    func address(_ field: Field) -> String? {
        field.parsed("a mail address, such as support@example.com") { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            let isPlausible = parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !text.contains(" ")
            return isPlausible ? text.lowercased() : nil
        }
    }

    func priorities(_ field: Field) -> [PriorityLabel] {
        field.entries().compactMap { key, value in
            let priority = key.parsed("P0, P1, P2, P3 or P4") { Priority(name: $0) }
            let section = value.section("name", "definition")
            let name = section?.required("name")?.text()
            let definition = section?.required("definition")?.text()
            guard let priority, let name, let definition else { return nil }
            return PriorityLabel(priority: priority, name: name, definition: definition)
        }
    }

    func tiers(_ field: Field) -> [Tier] {
        let levels = field.entryNames.compactMap { Int($0) }.filter { (1...9).contains($0) }
        let gaps = (1...max(levels.max() ?? 1, 1)).filter { !levels.contains($0) }
        if !levels.isEmpty, !gaps.isEmpty {
            field.wrong(
                "tiers are numbered from 1 without gaps, and there is no "
                    + "\(gaps.map(String.init).joined(separator: ", ")): a ticket moves to the next number"
            )
        }
        if Set(levels).count < levels.count { field.wrong("a number stands here twice, written differently") }
        return field.entries().compactMap { key, value in
            let level = key.int(1...9)
            let section = value.section("name", "duties")
            let name = section?.required("name")?.text()
            let duties = section?["duties"]?.text()
            guard let level, let name else { return nil }
            return Tier(level: level, name: name, duties: duties ?? "")
        }
    }

    func tier(_ field: Field, among tiers: Set<Int>) -> Int? {
        guard let level = field.int(1...9) else { return nil }
        guard tiers.contains(level) else {
            if tiers.isEmpty, !log.mistakes.isEmpty { return nil }  // that there are none has been noted
            field.wrong(
                "there is no tier \(level); there is \(tiers.sorted().map(String.init).joined(separator: ", "))"
            )
            return nil
        }
        return level
    }

    func categories(_ field: Field, tiers: Set<Int>) -> [Category] {
        field.entries().compactMap { key, value in
            guard let section = value.section("name", "issue_type", "entry_tier", "subcategories", "skills")
            else { return nil }
            let name = section.required("name")?.text()
            let issueType = section.required("issue_type", example: "technical")?.text()
            let tier = section["entry_tier"].flatMap { self.tier($0, among: tiers) }
            var subcategories: [String: String] = [:]
            for (key, value) in section["subcategories"]?.entries() ?? [] {
                let name = value.text()
                if let id = key.text() { subcategories[id] = name }
            }
            let skills = section["skills"].map(self.skills) ?? []
            guard let id = key.text(), let name, let issueType else { return nil }
            return Category(
                id: id,
                name: name,
                issueType: issueType,
                entryTier: tier,
                subcategories: subcategories,
                skills: skills
            )
        }
    }

    func limits(_ field: Field?) -> Limits {
        let section = field?.section("message_kilobytes", "reopen_within", "failed_attempts", "replies_by_others")
        return Limits(
            messageBytes: (section?["message_kilobytes"]?.int(1...100_000) ?? 10_240) * 1024,
            reopenWindow: section?["reopen_within"].flatMap(duration) ?? 7 * 86_400,
            failedAttempts: section?["failed_attempts"]?.int(1...100) ?? 3,
            countsOthersReplies: section?["replies_by_others"]?.parsed("'count' or 'keep'") { text in
                switch text {
                case "count": true
                case "keep": false
                default: nil
                }
            } ?? true
        )
    }

    func duration(_ field: Field) -> Int? {
        field.parsed("a length of time, such as 15m, 4h or 7 days") { Duration.seconds(inText: $0) }
    }
}
