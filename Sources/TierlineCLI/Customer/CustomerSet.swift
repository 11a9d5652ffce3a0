import ArgumentParser
import PolicyFile
import Postgres
import SupportDomain
import SupportStore
import WorkerRuntime

/// `tierline customer set`.
struct CustomerSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Enter a customer, or change their entry.",
        discussion: """
            An address, or a whole domain as @example.com; the address wins.

            Example: tierline customer set @northlight-arch.example --programme archbuilder --plan enterprise --vip
            """
    )

    @Argument(help: "The address, or @domain.")
    var address: String
    @Option(help: "The support programme.")
    var programme: String
    @Option(help: "The plan, as the programme's policy names it.")
    var plan: String
    @Flag(help: "They are a VIP.")
    var vip = false
    @Option(help: "Their name, for people.")
    var name: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard address.contains("@"), !address.contains(where: \.isWhitespace), !address.hasSuffix("@") else {
            throw ValidationError("'\(address)' is neither an address nor @domain")
        }
    }

    func run() async throws {
        let entry = CustomerView(
            programme: programme,
            address: address.lowercased(),
            plan: plan,
            isVip: vip,
            name: name
        )
        try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { transaction in
                try entry.checkPlan(in: transaction)
                try transaction.setCustomer(
                    entry.address,
                    of: entry.programme,
                    name: entry.name,
                    CustomerEntry(plan: entry.plan, isVIP: entry.isVip)
                )
            }
        }
        output.write(CustomerListReport(customers: [entry]))
    }
}

extension CustomerView {
    /// Refuses a plan that the policy in force does not have: its tickets would get the default plan's.
    fileprivate func checkPlan(in transaction: borrowing Transaction) throws {
        guard let version = try transaction.policyVersionsInForce()[programme],
            let stored = try transaction.policy(programme, version: version)
        else { throw Refusal(.dataError, "no policy is in force for the programme '\(programme)'") }
        guard case .success(let policy) = PolicyDocument.parse(stored.source, file: programme) else { return }
        guard policy.plans.contains(where: { $0.id == plan }) else {
            let plans = policy.plans.map(\.id).joined(separator: ", ")
            throw Refusal(.dataError, "\(programme) has no plan '\(plan)'; it has \(plans)")
        }
    }
}
