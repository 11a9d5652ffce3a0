/// The deliveries of one channel that the broker waits for, in the order it made them.
struct UnsettledTags {
    /// One frame's worth of settling: this tag, or with `multiple` this and all before it.
    struct Settlement: Hashable {
        let tag: UInt64
        let multiple: Bool
    }

    private var tags: [UInt64] = []

    var count: Int { tags.count }

    mutating func add(_ tag: UInt64) { tags.append(tag) }

    /// Settles some deliveries with as few frames as is exact.
    ///
    /// `multiple` covers only a run at the very start in which every delivery is finished, so that nobody's
    /// unfinished work is settled. Tags that are not outstanding are passed over.
    mutating func settle(_ finished: [UInt64]) -> [Settlement] {
        let finished = finished.sorted()
        var prefix = 0
        while prefix < tags.count, prefix < finished.count, tags[prefix] == finished[prefix] { prefix += 1 }

        var settlements: [Settlement] = []
        if prefix > 0 {
            settlements.append(Settlement(tag: tags[prefix - 1], multiple: prefix > 1))
            tags.removeFirst(prefix)
        }
        guard prefix < finished.count else { return settlements }

        let rest = Set(finished[prefix...])
        tags.removeAll { tag in
            guard rest.contains(tag) else { return false }
            settlements.append(Settlement(tag: tag, multiple: false))
            return true
        }
        return settlements
    }

    mutating func removeAll() { tags.removeAll() }
}
