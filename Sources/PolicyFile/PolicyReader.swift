import SupportDomain

/// Reads the sections of a policy file in the order in which they refer to each other.
///
/// Each part notes its own mistakes and goes on with what can be read, so that one run finds them all.
struct PolicyReader {
    let log: MistakeLog
    /// The contents of a file that stands beside the policy; nil if there is none of that name.
    var importing: ((String) -> String?)?

    func policy(_ root: Field) -> Policy? {
        guard
            let file = root.section(
                "programme",
                "name",
                "ticket_prefix",
                "mail",
                "calendars",
                "channels",
                "plans",
                "default_plan",
                "plan_changes",
                "languages",
                "priorities",
                "tiers",
                "categories",
                "triage",
                "targets",
                "warnings",
                "pauses",
                "escalation",
                "paging",
                "templates",
                "teams",
                "agents",
                "rotations",
                "contacts",
                "forms",
                "surveys",
                "kpis",
                "routines",
                "status",
                "retention",
                "limits",
                "examples"
            )
        else { return nil }

        let programme = programme(file)
        let tiers = file.required("tiers").map(tiers) ?? []
        let calendars = file.required("calendars").map(calendars) ?? [:]
        let levels = Set((file["tiers"]?.entryNames ?? []).compactMap { Int($0) })
        let calendarNames = file["calendars"]?.entryNames ?? []
        let priorityNames = file["priorities"]?.entryNames ?? []
        let channels =
            file["channels"].map { self.channels($0, calendars: calendarNames, priorities: priorityNames) } ?? []
        let channelNames = file["channels"]?.entryNames
        let plans =
            file.required("plans").map {
                self.plans($0, calendars: calendarNames, channels: channelNames, tiers: levels)
            } ?? []
        let planNames = file["plans"]?.entryNames ?? []
        let defaultPlan = file.required("default_plan", example: planNames.min())?.name(of: "plan", among: planNames)
        let priorities = file.required("priorities").map(priorities) ?? []
        let categories = file.required("categories").map { self.categories($0, tiers: levels) } ?? []
        let categoryNames = CategoryNames(file["categories"])

        let names = Names(
            calendars: calendarNames,
            plans: planNames,
            priorities: priorityNames,
            categoryIDs: file["categories"]?.entryNames ?? [],
            issueTypes: categoryNames.issueTypes.union(Names.commonIssueTypes),
            subcategories: categoryNames.subcategories,
            channels: channelNames,
            tiers: levels,
            teams: file["teams"]?.entryNames ?? []
        )
        let triage = file.required("triage").flatMap { triageRules($0, names: names) }
        let warnings = file["warnings"].map(warnings) ?? []
        let targets = file.required("targets").map { targetRules($0, names: names) } ?? []
        let pauses = file["pauses"].map(pauses) ?? [:]
        let escalation = file.required("escalation").flatMap { escalationRules($0, names: names) }
        let rotationNames = file["rotations"]?.entryNames ?? []
        let ladders =
            file["paging"].map {
                self.ladders($0, tiers: levels, priorities: priorityNames, rotations: rotationNames)
            } ?? [:]
        let templates = file.required("templates").map(templates) ?? [:]
        let planChanges = file["plan_changes"].flatMap { self.planChanges($0, names: names) }
        let languages = file["languages"].map { self.languages($0, names: names) } ?? LanguageRules()
        let staff = staff(file, names: names)
        let forms = file["forms"].map { self.forms($0, names: names) } ?? []
        let surveys = file["surveys"].map(surveys) ?? []
        let indicators = rules(file["kpis"]) { self.indicator($0, names: names) }
        let routines = file["routines"].map { self.routines($0, names: names) } ?? []
        let upkeep = file["status"].map(upkeep) ?? Upkeep()
        let retention = file["retention"].map(retention) ?? Retention()
        let limits = limits(file["limits"])
        let plan = plans.first { $0.id == defaultPlan }
        let zone = plan.flatMap { calendars[$0.calendar]?.zone } ?? .utc
        let examples = file["examples"].map { self.examples($0, names: names, zone: zone, plan: defaultPlan) } ?? []

        guard let programme, let plan, let triage, let escalation, log.mistakes.isEmpty else { return nil }
        return Policy(
            programme: programme,
            plans: plans,
            defaultPlan: plan,
            calendars: calendars,
            priorities: priorities,
            categories: categories,
            tiers: tiers,
            triageRules: triage,
            targetRules: targets,
            warnings: warnings,
            pausedBy: pauses,
            escalation: escalation,
            ladders: ladders,
            templates: templates,
            limits: limits,
            examples: examples,
            channels: channels,
            planChanges: planChanges,
            languages: languages,
            staff: staff,
            forms: forms,
            surveys: surveys,
            indicators: indicators,
            routines: routines,
            upkeep: upkeep,
            retention: retention
        )
    }

    /// The names that other sections may refer to.
    struct Names {
        let calendars: Set<String>
        let plans: Set<String>
        let priorities: Set<String>
        let categoryIDs: Set<String>
        let issueTypes: Set<String>
        /// By the category's id.
        let subcategories: [String: Set<String>]
        /// Nil where the file does not list its channels: any will do.
        let channels: Set<String>?
        let tiers: Set<Int>
        let teams: Set<String>

        /// The rows of a matrix need not each be some category's own issue type.
        static let commonIssueTypes: Set<String> = [
            "technical", "performance", "integration", "security", "billing",
        ]
    }
}
