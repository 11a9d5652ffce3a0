/// How much is sent, and how fast.
struct Load: Sendable {
    /// Tickets a second on a fixed schedule; nil for as fast as broker and fleet take them.
    var rate: Double?
    /// No new ticket is sent after this long.
    var seconds: Double?
    /// No more tickets than these are sent.
    var tickets: Int?

    /// How many tickets a fixed schedule holds; nil where only time ends it.
    var plannedTickets: Int? {
        guard let rate, let seconds else { return tickets }
        let inTime = Int((rate * seconds).rounded(.up))
        return tickets.map { min($0, inTime) } ?? inTime
    }
}
