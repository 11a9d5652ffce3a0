import ArgumentParser
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
        let customers = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { try $0.customerList(of: wanted) }
        }
        output.write(CustomerListReport(customers: customers.map(CustomerView.init)))
    }
}

/// One entry of the customer list.
struct CustomerView: Encodable, Sendable {
    var programme: String
    var address: String
    var plan: String
    var isVip: Bool
    var name: String?
}

extension CustomerView {
    init(_ listing: CustomerListing) {
        self.init(
            programme: listing.programme,
            address: listing.address,
            plan: listing.plan,
            isVip: listing.isVIP,
            name: listing.name
        )
    }
}

/// The customer list.
struct CustomerListReport: Report {
    var customers: [CustomerView]

    var text: String {
        var table = Table(["PROGRAMME", "CUSTOMER", "PLAN", "VIP", "NAME"])
        for customer in customers {
            let vip = customer.isVip ? "yes" : ""
            table.add(customer.programme, customer.address, customer.plan, vip, customer.name ?? "")
        }
        return table.text(ifEmpty: "No customers; tierline customer set enters them.")
    }
}
