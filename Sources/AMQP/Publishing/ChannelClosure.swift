/// Finds out which of the messages in flight made the broker close the channel.
///
/// The broker names the exchange, the user or the size in its text, not the message. Whoever is not to blame fails
/// as if the connection had been lost, which it was.
struct ChannelClosure {
    let error: AMQPError

    func isCaused(by outgoing: OutgoingMessage) -> Bool {
        switch error.code {
        case .notFound, .accessRefused:
            error.message.contains("exchange '\(outgoing.exchange)'")
        case .preconditionFailed:
            outgoing.message.userID.map { error.message.contains("'\($0)'") } ?? false
                || error.message.contains("message size \(outgoing.message.body.count) ")
        default:
            false
        }
    }
}
