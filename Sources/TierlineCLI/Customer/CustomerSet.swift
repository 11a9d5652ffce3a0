import ArgumentParser
import Foundation
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
            what was to follow later. Open tickets follow a change of plan where the policy says so; a name, a mark or a \
            manager alone is that of tickets opened from then on, and leaves the plan as it is.

            Examples: tierline customer set @northlight-arch.example --programme archbuilder --plan enterprise --vip
                      tierline customer set ann@example.com --programme q-aviogen --plan standard --cycle-end 2027-02-01
                      tierline customer set @northlight-arch.example --programme archbuilder --manager 'Kim Park'
            """
    )

    @Argument(help: "The address, or @domain.")
    var address: String
    @Option(help: "The support programme.")
    var programme: String
    @Option(help: "The plan, as the programme's policy names it; by default as it was.")
    var plan: String?
    @Option(help: ArgumentHelp("When the next billing cycle begins, such as 2027-02-01.", valueName: "time"))
    var cycleEnd: String?
    @Option(help: ArgumentHelp("From when the plan holds, whatever the policy says.", valueName: "time"))
    var from: String?
    @Flag(inversion: .prefixedNo, help: "Whether they are a VIP; by default as it was, or as their domain is.")
    var vip: Bool?
    @Option(help: "Their name, for people; by default as it was.")
    var name: String?
    @Option(
        help: ArgumentHelp(
            "Who looks after them by name, '' for whoever does by their domain or plan; by default as it was.",
            valueName: "name"
        )
    )
    var manager: String?
    @Option(help: ArgumentHelp("Who enters it; by default the user of this shell.", valueName: "name"))
    var by: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard address.contains("@"), !address.contains(where: \.isWhitespace), !address.hasSuffix("@") else {
            throw ValidationError("'\(address)' is neither an address nor @domain")
        }
        if from != nil, cycleEnd != nil { throw ValidationError("give either --from or --cycle-end") }
        if plan == nil, from ?? cycleEnd != nil { throw ValidationError("--from and --cycle-end need --plan") }
        guard plan != nil || manager != nil || name != nil || vip != nil else {
            throw ValidationError("say what to set: --plan, --manager, --vip or --name")
        }
    }

    func run() async throws {
        let change = plan.map { PlanChange(plan: $0, cycleEnd: cycleEnd, from: from) }
        let key = MessageKey(programme: programme, id: address.lowercased())
        let (name, vip, manager, author) = (name, vip, manager, by ?? NSUserName())
        let report = try await Servers.ofEnvironment().withDatabase { database in
            try await database.withTransaction { transaction in
                let policy = try transaction.readablePolicy(of: key.programme)
                try transaction.setCustomer(key, name: name, isVIP: vip, manager: manager)
                let now = try transaction.now()
                var moment: Date?
                if let change {
                    let current = try transaction.planAssignments(of: key, endingAfter: now).first {
                        $0.validFrom <= now
                    }
                    let held = try transaction.customers([key], at: now)[key]?.plan
                    let holdsFrom = try change.moment(after: current, holding: held, under: policy, at: now)
                    try transaction.assignPlan(change.plan, to: key, from: holdsFrom, at: now, by: author)
                    moment = holdsFrom
                }
                let listing = try transaction.customerList(of: key.programme, address: key.id, at: now)
                return CustomerSetReport(
                    customers: listing.map { CustomerView($0, at: now) },
                    plan: change?.plan,
                    holdsFrom: moment,
                    now: now
                )
            }
        }
        output.write(report)
    }
}

/// What became of an entry.
struct CustomerSetReport: Report {
    var customers: [CustomerView]
    /// Nil where the plan was left as it is.
    var plan: String?
    var holdsFrom: Date?
    /// When it was asked.
    var now: Date

    var text: String {
        let list = CustomerListReport(customers: customers).text
        guard let plan, let holdsFrom else { return list }
        let moment = TimeText.moment(holdsFrom)
        let sentence = holdsFrom == now ? "\(plan) holds from now on." : "\(plan) holds from \(moment) on."
        return list + "\n" + sentence
    }
}
