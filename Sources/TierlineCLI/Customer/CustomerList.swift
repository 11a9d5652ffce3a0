import ArgumentParser
import Foundation
import Postgres
import SupportStore

/// `tierline customer list`.
struct CustomerList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the customers.")

    @Option(help: "Only those of this programme.")
    var programme: String?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let wanted = programme
        let customers = try await Servers.ofEnvironment().withDatabase(statementTimeout: Servers.listing) { database in
            try await database.withTransaction { transaction in
                let now = try transaction.now()
                return try transaction.customerList(of: wanted, at: now).map { CustomerView($0, at: now) }
            }
        }
        output.write(CustomerListReport(customers: customers))
    }
}

/// One entry of the customer list.
struct CustomerView: Encodable, Sendable {
    struct Coming: Encodable, Sendable {
        var plan: String
        var from: Date
    }

    var programme: String
    var address: String
    /// Nil for the programme's default.
    var plan: String?
    /// The plans that they will have, the earliest first.
    var coming: [Coming]
    var isVip: Bool
    var name: String?
    /// Who looks after them by name; nil for whoever looks after their plan.
    var manager: String?

    init(_ listing: CustomerListing, at now: Date) {
        programme = listing.programme
        address = listing.address
        plan = listing.assignments.first { $0.validFrom <= now }?.plan
        coming = listing.assignments.filter { $0.validFrom > now }.map { Coming(plan: $0.plan, from: $0.validFrom) }
        isVip = listing.isVIP
        name = listing.name
        manager = listing.manager
    }
}

/// The customer list.
struct CustomerListReport: Report {
    var customers: [CustomerView]

    var text: String {
        var table = Table(["PROGRAMME", "CUSTOMER", "PLAN", "TO COME", "VIP", "NAME", "MANAGER"])
        for customer in customers {
            let vip = customer.isVip ? "yes" : ""
            let coming = customer.coming.map { "\($0.plan) from \(TimeText.moment($0.from))" }.joined(separator: ", ")
            table.add(
                customer.programme,
                customer.address,
                customer.plan,
                coming,
                vip,
                customer.name ?? "",
                customer.manager ?? ""
            )
        }
        return table.text(ifEmpty: "No customers; tierline customer set enters them.")
    }
}
