package import Foundation
package import SupportDomain

/// What may concern any open ticket of a programme: whoever consumes it goes through them a chunk at a time, and each
/// chunk's transaction sends the message on to the next.
///
/// So no transaction is long, a worker that dies loses one chunk, and one that comes twice finds nothing to do.
package protocol Walk: FleetEvent {
    var programme: String { get }
    /// The last ticket that has been looked at; nil at the beginning.
    var after: TicketID? { get set }
    /// What names the walk, whichever chunk it has come to.
    var walkID: [String] { get }
}

extension Walk {
    package var messageID: UUID {
        DerivedID.make(at: Date(timeIntervalSince1970: 0), from: [Self.type] + walkID + [after?.description ?? "start"])
    }
}

/// `policy.applied`: a new version of a programme's policy is in force.
package struct PolicyApplied: Walk {
    package static let type = "policy.applied"
    package var programme: String
    package var version: Int
    package var after: TicketID?

    package init(programme: String, version: Int, after: TicketID? = nil) {
        self.programme = programme
        self.version = version
        self.after = after
    }

    package var walkID: [String] { [programme, String(version)] }
}

/// `plan.began`: a customer, or everybody of a domain, has another plan from now on.
package struct PlanBegan: Walk {
    package static let type = "plan.began"
    package var programme: String
    /// An address, or a domain such as `@example.com`.
    package var customer: String
    /// The row in `plan_assignment`.
    package var assignment: UUID
    package var after: TicketID?

    package init(programme: String, customer: String, assignment: UUID, after: TicketID? = nil) {
        self.programme = programme
        self.customer = customer
        self.assignment = assignment
        self.after = after
    }

    package var walkID: [String] { [programme, assignment.uuidString.lowercased()] }
}
