/// How one programme is supported: everything that is decided by configuration, checked and ready for use.
///
/// Immutable; a change is a new version. Decisions about a ticket are functions of this value and of facts.
package struct Policy: Sendable {
    /// The version in the database; 0 for a policy that has not been applied.
    package var version: Int
    package let programme: Programme
    package let plans: [Plan]
    /// The plan of a customer nobody knows.
    package let defaultPlan: Plan
    package let calendars: [String: BusinessCalendar]
    package let priorities: [PriorityLabel]
    package let categories: [Category]
    package let tiers: [Tier]
    package let triageRules: TriageRules
    package let targetRules: [TargetRule]
    /// What warns before a target runs out, where its rule does not say otherwise.
    package let warnings: [WarningThreshold]
    /// Which pauses stop which clocks; a metric that is not named is never paused.
    package let pausedBy: [Metric: Set<Pause.Reason>]
    package let escalation: EscalationRules
    /// Who is called, by tier.
    package let ladders: [Int: PagingLadder]
    package let templates: [Template.Kind: Template]
    package let limits: Limits
    package let examples: [PolicyExample]
    /// The channels there are; empty where the file does not list them.
    package let channels: [Channel]
    package let planChanges: PlanChanges?
    package let languages: LanguageRules
    package let staff: Staff
    package let forms: [Form]
    package let surveys: [Survey]
    package let indicators: [Indicator]
    package let routines: [Routine]
    package let upkeep: Upkeep
    package let retention: Retention

    package init(
        version: Int = 0,
        programme: Programme,
        plans: [Plan],
        defaultPlan: Plan,
        calendars: [String: BusinessCalendar],
        priorities: [PriorityLabel],
        categories: [Category],
        tiers: [Tier],
        triageRules: TriageRules,
        targetRules: [TargetRule],
        warnings: [WarningThreshold],
        pausedBy: [Metric: Set<Pause.Reason>],
        escalation: EscalationRules,
        ladders: [Int: PagingLadder],
        templates: [Template.Kind: Template],
        limits: Limits,
        examples: [PolicyExample],
        channels: [Channel] = [],
        planChanges: PlanChanges? = nil,
        languages: LanguageRules = LanguageRules(),
        staff: Staff = Staff(),
        forms: [Form] = [],
        surveys: [Survey] = [],
        indicators: [Indicator] = [],
        routines: [Routine] = [],
        upkeep: Upkeep = Upkeep(),
        retention: Retention = Retention()
    ) {
        self.version = version
        self.programme = programme
        self.plans = plans
        self.defaultPlan = defaultPlan
        self.calendars = calendars
        self.priorities = priorities
        self.categories = categories
        self.tiers = tiers
        self.triageRules = triageRules
        self.targetRules = targetRules
        self.warnings = warnings
        self.pausedBy = pausedBy
        self.escalation = escalation
        self.ladders = ladders
        self.templates = templates
        self.limits = limits
        self.examples = examples
        self.channels = channels
        self.planChanges = planChanges
        self.languages = languages
        self.staff = staff
        self.forms = forms
        self.surveys = surveys
        self.indicators = indicators
        self.routines = routines
        self.upkeep = upkeep
        self.retention = retention
    }

    /// The plan of that id, or the default plan.
    package func plan(_ id: String?) -> Plan { plans.first { $0.id == id } ?? defaultPlan }

    /// Whether a plan entitles to a channel, and the channel is meant for requests of that priority.
    ///
    /// What comes by another is taken in all the same, and the sender told.
    package func entitles(_ plan: String, to channel: String, at priority: Priority) -> Bool {
        let meantFor = channels.first { $0.id == channel }?.priorities
        return self.plan(plan).allows(channel: channel) && meantFor?.contains(priority) ?? true
    }

    /// The calendar of that name; open all the time for a name that a policy no longer has.
    package func calendar(named name: String) -> BusinessCalendar { calendars[name] ?? .always }

    package func category(_ id: String?) -> Category? { categories.first { $0.id == id } }

    package func team(_ id: String) -> Team? { staff.teams.first { $0.id == id } }

    package func tier(_ level: Int) -> Tier? { tiers.first { $0.level == level } }

    /// The programme's word for a priority, such as `High`; its internal name if it has none.
    package func label(_ priority: Priority) -> String {
        priorities.first { $0.priority == priority }?.name ?? priority.name
    }

    /// Those pauses that stop a metric; the time it was solved never counts towards a resolution (R11).
    package func pauses(_ pauses: [Pause], stopping metric: Metric) -> [Pause] {
        guard !pauses.isEmpty else { return [] }
        let reasons = pausedBy[metric] ?? []
        return pauses.filter { pause in
            reasons.contains(pause.reason) || (metric == .resolution && pause.reason == .resolved)
        }
    }
}

/// Bounds that keep one message from costing too much.
package struct Limits: Hashable, Sendable {
    /// The largest message body taken, in bytes.
    package let messageBytes: Int
    /// How long after it was resolved a reply still reopens a ticket, in seconds; later it opens a new one.
    package let reopenWindow: Int
    /// Failed attempts to resolve after which a ticket is escalated.
    package let failedAttempts: Int
    /// Whether a reply by somebody else than the requester counts as the customer's, and moves clocks as theirs does.
    package let countsOthersReplies: Bool

    package init(messageBytes: Int, reopenWindow: Int, failedAttempts: Int, countsOthersReplies: Bool = true) {
        self.messageBytes = messageBytes
        self.reopenWindow = reopenWindow
        self.failedAttempts = failedAttempts
        self.countsOthersReplies = countsOthersReplies
    }
}
