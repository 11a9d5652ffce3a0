/// The AMQP `type` of every JSON message that may come in through `support.inbound`.
///
/// Part of the contract with gateways; `deploy/asyncapi.yaml` documents each.
package enum MessageType: String, Sendable, CaseIterable {
    case messageSubmitted = "message.submitted"
    case messageReplied = "message.replied"
    case agentReplied = "agent.replied"
    case agentNoted = "agent.noted"
    case ticketAssigned = "ticket.assigned"
    case ticketPrioritised = "ticket.prioritised"
    case ticketPaused = "ticket.paused"
    case ticketResumed = "ticket.resumed"
    case ticketResolved = "ticket.resolved"
    case ticketReopened = "ticket.reopened"
    case ticketClosed = "ticket.closed"
    case ticketEscalated = "ticket.escalated"
    case ticketMerged = "ticket.merged"
    case breachAnnulled = "breach.annulled"
    case ticketRated = "ticket.rated"
    case pageAcknowledged = "page.acknowledged"

    /// Whether only agents and operators may say this: under the routing key `<programme>.agent`.
    package var isForAgents: Bool {
        switch self {
        case .messageSubmitted, .messageReplied, .ticketRated: false
        default: true
        }
    }

    /// The major version of the contract that this fleet understands, as in the header `contract-version`.
    package static let contractMajor = 1
    /// The header that names the version of the contract a sender had in mind.
    package static let contractVersionHeader = "contract-version"
}
