import ArgumentParser
import Foundation
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
            An address, or a whole domain as @example.com; the address wins. Where the programme's policy says that a \
            change of plans waits for the next billing cycle, say with --cycle-end when that begins. Setting a plan drops \
            what was to follow later. Open tickets follow a change where the policy says so.

            Examples: tierline customer set @northlight-arch.example --programme archbuilder --plan enterprise --vip
                      tierline customer set ann@example.com --programme q-aviogen --plan standard --cycle-end 2027-02-01
            """
    )

    @Argument(help: "The address, or @domain.")
    var address: String
    @Option(help: "The support programme.")
    var programme: String
    @Option(help: "The plan, as the programme's policy names it.")
    var plan: String
    @Option(help: ArgumentHelp("When the next billing cycle begins, such as 2027-02-01.", valueName: "time"))
    var cycleEnd: String?
    @Option(help: ArgumentHelp("From when the plan holds, whatever the policy says.", valueName: "time"))
    var from: String?
    @Flag(inversion: .prefixedNo, help: "Whether they are a VIP; by default as it was.")
    var vip: Bool?
    @Option(help: "Their name, for people; by default as it was.")
    var name: String?
    @Option(help: ArgumentHelp("Who enters it; by default the user of this shell.", valueName: "name"))
    var by: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard address.contains("@"), !address.contains(where: \.isWhitespace), !address.hasSuffix("@") else {
            throw ValidationError("'\(address)' is neither an address nor @domain")
        }
        if from != nil, cycleEnd != nil { throw ValidationError("give either --from or --cycle-end") }
    }

    func run() async throws {
        let change = PlanChange(plan: plan, cycleEnd: cycleEnd, from: from)
        let key = MessageKey(programme: programme, id: address.lowercased())
        let (name, vip, author) = (name, vip, by ?? NSUserName())
        let report = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { transaction in
                let policy = try transaction.readablePolicy(of: key.programme)
                try transaction.setCustomer(key, name: name, isVIP: vip)
                let now = try transaction.now()
                let current = try transaction.planAssignments(of: key, endingAfter: now).first { $0.validFrom <= now }
                let held = try transaction.customers([key], at: now)[key]?.plan
                let moment = try change.moment(after: current, holding: held, under: policy, at: now)
                try transaction.assignPlan(change.plan, to: key, from: moment, at: now, by: author)
                let listing = try transaction.customerList(of: key.programme, address: key.id, at: now)
                return CustomerSetReport(
                    customers: listing.map { CustomerView($0, at: now) },
                    plan: change.plan,
                    holdsFrom: moment,
                    now: now
                )
            }
        }
        output.write(report)
    }
}

extension Transaction {
    /// The policy in force of a programme; nil if this release cannot read it.
    ///
    /// - Throws: a ``Refusal`` when none is.
    fileprivate borrowing func readablePolicy(of programme: String) throws -> Policy? {
        guard let version = try policyVersionsInForce()[programme],
            let stored = try policy(programme, version: version)
        else { throw Refusal(.dataError, "no policy is in force for the programme '\(programme)'") }
        guard case .success(let policy) = PolicyDocument.parse(stored.source, file: programme) else { return nil }
        return policy
    }
}

/// What became of an entry.
struct CustomerSetReport: Report {
    var customers: [CustomerView]
    var plan: String
    var holdsFrom: Date
    /// When it was asked.
    var now: Date

    var text: String {
        let moment = TimeText.moment(holdsFrom)
        let sentence = holdsFrom > now ? "\(plan) holds from \(moment) on." : "\(plan) holds from now on."
        return CustomerListReport(customers: customers).text + "\n" + sentence
    }
}
