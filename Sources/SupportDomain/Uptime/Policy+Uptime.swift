extension Policy {
    /// An uptime that customers count on.
    package struct UptimePromise: Hashable, Sendable {
        /// Whose customers; nil for the programme's own goal.
        package let plan: String?
        package let uptime: Uptime
    }

    /// What is promised of the uptime: plan by plan, then the programme's own goal; empty where nobody says.
    package var uptimePromises: [UptimePromise] {
        let plans = plans.compactMap { plan in plan.uptime.map { UptimePromise(plan: plan.id, uptime: $0) } }
        return plans + (upkeep.uptime.map { [UptimePromise(plan: nil, uptime: $0)] } ?? [])
    }
}
