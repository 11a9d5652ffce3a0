/// What has arrived and nobody has fetched yet.
struct DeliveryBuffer {
    private var deliveries: [Delivery] = []
    /// The bytes of the bodies in it.
    private(set) var bytes = 0
    /// When the oldest of it arrived.
    private(set) var since = ContinuousClock.now

    var isEmpty: Bool { deliveries.isEmpty }
    var count: Int { deliveries.count }

    mutating func append(_ delivery: Delivery) {
        if deliveries.isEmpty { since = .now }
        bytes += delivery.message.body.count
        deliveries.append(delivery)
    }

    /// Takes the oldest: at least one if there is one, at most `limit`, and no more than the bytes if it is several.
    mutating func take(upTo limit: Int, bytes mouthful: Int) -> [Delivery] {
        var (count, taken) = (0, 0)
        for delivery in deliveries.prefix(limit) {
            let size = delivery.message.body.count
            guard count == 0 || taken + size <= mouthful else { break }
            (count, taken) = (count + 1, taken + size)
        }
        bytes -= taken
        guard count < deliveries.count else {
            defer { deliveries = [] }
            return deliveries
        }
        defer { deliveries.removeFirst(count) }
        return Array(deliveries[..<count])
    }

    mutating func removeAll() {
        deliveries = []
        bytes = 0
    }
}
