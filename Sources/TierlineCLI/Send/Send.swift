import AMQP
import ArgumentParser
import Foundation
import SupportWorkers
import WorkerRuntime

/// `tierline send`: puts one message through the fleet's front door.
struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send one message into the fleet, and return when the broker has it.",
        discussion: """
            The message is a mail on standard input, a JSON body of the contract, or made from flags. It is checked \
            before it is sent. Exit code 0 means that the broker keeps it; with 75 try again later, which does no harm: \
            the same id is the same message. So a mail server can pipe to it:

              support: "|tierline send --programme archbuilder"

            Other examples:

              tierline send --programme archbuilder --from ann@example.com --subject 'Export fails' --text 'It stops.'
              tierline send --programme archbuilder --type message.submitted --channel chat <body.json
              tierline send --programme archbuilder --type agent.replied --ticket AB-1 --agent kim --text 'On it.'
              tierline send --programme archbuilder --type ticket.prioritised --ticket AB-1 --agent kim --priority P1
              tierline send --programme archbuilder --type ticket.resolved --ticket AB-1 --agent kim

            Types: \(MessageType.allCases.map(\.rawValue).joined(separator: ", ")).
            """
    )

    @Option(help: ArgumentHelp("The support programme, such as archbuilder.", valueName: "id"))
    var programme: String

    @Option(help: "The channel it came by; by default email for mails, agent for agents' types, else portal.")
    var channel: String?

    @Option(help: "The type of a JSON message; by default message.submitted.")
    var type: MessageType?

    @Option(help: "The idempotency key; by default a mail's own Message-ID, else the body's hash or a random id.")
    var id: String?

    @Flag(help: "Read a raw mail from standard input; the default when nothing else is said.")
    var mail = false

    @Option(
        name: .customLong("json"),
        help: ArgumentHelp("Read the JSON body from a file; - is standard input.", valueName: "file")
    )
    var bodyFile: String?

    @OptionGroup(title: "What is said") var statement: StatementOptions

    func validate() throws {
        guard programme.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,62}/) != nil else {
            throw ValidationError("'\(programme)' is not a programme's id: small letters, digits and hyphens")
        }
        if let channel, channel.isEmpty || channel.utf8.count > 100 || channel.contains(where: \.isWhitespace) {
            throw ValidationError("'\(channel)' is not a channel's name")
        }
        if mail, bodyFile != nil || type != nil || !statement.isEmpty {
            throw ValidationError("--mail goes with no --type, --json or flags of what is said")
        }
        if bodyFile != nil, !statement.isEmpty {
            throw ValidationError("--json holds the whole body; leave out --\(statement.given[0])")
        }
    }

    func run() async throws {
        let outgoing = try outgoing()
        try checkAsIntakeWill(outgoing)
        let servers = try await Servers.ofEnvironment()
        do {
            try await servers.withPublisher { publisher in try await publisher.publish([outgoing]) }
        } catch let error as AMQPError {
            throw Refusal(ofSending: error)
        }
        print(outgoing.message.messageID ?? "")
    }

    private func outgoing() throws -> OutgoingMessage {
        var message: Message
        var defaultChannel = "email"
        if !statement.isEmpty {
            let type = type ?? .messageSubmitted
            message = Message(body: ContractJSON.encode(try statement.body(of: type)))
            (message.type, message.messageID) = (type.rawValue, id ?? UUID().uuidString.lowercased())
            defaultChannel = type.defaultChannel
        } else if bodyFile != nil || type != nil {
            let type = type ?? .messageSubmitted
            message = Message(body: try InputFile.bytes(of: bodyFile ?? "-"))
            (message.type, message.messageID) = (type.rawValue, id ?? UUID().uuidString.lowercased())
            defaultChannel = type.defaultChannel
        } else {
            message = try PipedMail(try InputFile.bytes(of: "-"), id: id).message
        }
        if message.contentType == nil { message.contentType = "application/json" }
        message.appID = "tierline send"
        message.acceptedAt = Date()
        return OutgoingMessage(
            exchange: SupportTopology.Exchange.inbound,
            routingKey: "\(programme).\(channel ?? defaultChannel)",
            message: message
        )
    }

    /// Says now what would make it a dead letter later.
    private func checkAsIntakeWill(_ outgoing: OutgoingMessage) throws {
        let delivery = Delivery(
            message: outgoing.message,
            exchange: outgoing.exchange,
            routingKey: outgoing.routingKey
        )
        do throws(Rejection) {
            _ = try InboundMessage(delivery, key: outgoing.message.key)
        } catch {
            throw Refusal(.dataError, "not sent: \(error.error)")
        }
    }
}

extension MessageType: ExpressibleByArgument {
    fileprivate var defaultChannel: String { isForAgents ? InboundMessage.agentChannel : "portal" }
}

extension Refusal {
    /// Why a message is not known to be with the broker.
    ///
    /// A mail server bounces a mail for any code but 75, so that whatever an operator can mend is 75: a missing exchange
    /// as well as a broker that is away.
    fileprivate init(ofSending error: AMQPError) {
        let refusal = Refusal(error)
        let isForGood = error.failures.contains { $0.code == .invalidMessage } || error.code == .invalidMessage
        switch refusal.status {
        case .noPermission, .configuration: self = refusal
        default:
            let isCreated = !([error.code] + error.failures.map(\.code)).contains(.notFound)
            let cure = isCreated ? "" : "; create it with: tierline topology apply"
            self.init(isForGood ? .dataError : .temporaryFailure, refusal.message + cure)
        }
    }
}
