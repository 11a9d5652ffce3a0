@testable import SupportWorkers

extension InboundMessage.Content {
    /// The type that it was decoded from; nil for a mail.
    var type: MessageType? {
        switch self {
        case .mail: nil
        case .submitted: .messageSubmitted
        case .replied: .messageReplied
        case .rated: .ticketRated
        case .agentReplied: .agentReplied
        case .noted: .agentNoted
        case .assigned: .ticketAssigned
        case .prioritised: .ticketPrioritised
        case .paused: .ticketPaused
        case .resumed: .ticketResumed
        case .resolved: .ticketResolved
        case .reopened: .ticketReopened
        case .closed: .ticketClosed
        case .escalated: .ticketEscalated
        case .merged: .ticketMerged
        case .breachAnnulled: .breachAnnulled
        case .pageAcknowledged: .pageAcknowledged
        }
    }

    /// What was kept of it, as JSON; nil for a mail.
    var encoded: [UInt8]? {
        switch self {
        case .mail: nil
        case .submitted(let message): ContractJSON.encode(message)
        case .replied(let message): ContractJSON.encode(message)
        case .rated(let message): ContractJSON.encode(message)
        case .agentReplied(let message): ContractJSON.encode(message)
        case .noted(let message): ContractJSON.encode(message)
        case .assigned(let message): ContractJSON.encode(message)
        case .prioritised(let message): ContractJSON.encode(message)
        case .paused(let message): ContractJSON.encode(message)
        case .resumed(let message), .reopened(let message), .closed(let message): ContractJSON.encode(message)
        case .resolved(let message): ContractJSON.encode(message)
        case .escalated(let message): ContractJSON.encode(message)
        case .merged(let message): ContractJSON.encode(message)
        case .breachAnnulled(let message): ContractJSON.encode(message)
        case .pageAcknowledged(let message): ContractJSON.encode(message)
        }
    }
}
