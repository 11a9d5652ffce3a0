/// What can move a ticket up.
package enum EscalationTrigger: String, Hashable, Sendable, CaseIterable {
    /// A response or resolution came too late.
    case serviceLevelBreached = "service_level_breached"
    /// The ticket has been at its tier for as long as the escalation matrix allows.
    case timeAtTier = "time_at_tier"
    /// The customer asked for it.
    case customerRequest = "customer_request"
    /// The priority demands it at once.
    case criticalIssue = "critical_issue"
    /// Several attempts to solve it have failed.
    case failedAttempts = "failed_attempts"
    /// The customer complained, or rated the support poorly.
    case dissatisfaction
    /// What the customer does for a living suffers from it.
    case businessImpact = "business_impact"
    /// An agent or supervisor decided it, and said why.
    case manual
}
