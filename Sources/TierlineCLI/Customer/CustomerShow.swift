import ArgumentParser
import Foundation
import Postgres
import SupportStore
import WorkerRuntime

/// `tierline customer show`.
struct CustomerShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one customer's plans: what they had, have and will have."
    )

    @Argument(help: "The address, or @domain.")
    var address: String
    @Option(help: "The support programme.")
    var programme: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let key = MessageKey(programme: programme, id: address.lowercased())
        let report = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { transaction in
                let now = try transaction.now()
                let listing = try transaction.customerList(of: key.programme, address: key.id, at: now)
                guard let customer = listing.first else {
                    throw Refusal(.dataError, "\(key.programme) has no customer '\(key.id)'")
                }
                let plans = try transaction.planAssignments(of: key).map(CustomerShowReport.Plan.init)
                return CustomerShowReport(customer: CustomerView(customer, at: now), plans: plans, now: now)
            }
        }
        output.write(report)
    }
}

/// One customer and their plans.
struct CustomerShowReport: Report {
    struct Plan: Encodable, Sendable {
        var plan: String
        var from: Date
        /// Nil while nothing follows.
        var until: Date?

        init(_ assignment: PlanAssignment) {
            plan = assignment.plan
            from = assignment.validFrom
            until = assignment.validTo
        }
    }

    var customer: CustomerView
    /// Oldest first.
    var plans: [Plan]
    var now: Date

    var text: String {
        var table = Table(["PLAN", "FROM", "UNTIL", ""])
        for plan in plans {
            let isOver = plan.until.map { $0 <= now } ?? false
            let standing = plan.from > now ? "to come" : isOver ? "over" : "in force"
            table.add(plan.plan, TimeText.moment(plan.from), plan.until.map(TimeText.moment), standing)
        }
        return CustomerListReport(customers: [customer]).text + "\n\n" + table.text(ifEmpty: "No plan but the default.")
    }
}
