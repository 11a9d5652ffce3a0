/// Which statements one connection has prepared, the least recently used going first.
struct StatementCache {
    struct Key: Hashable {
        let sql: String
        let types: [PostgresType]  // the same text with other types is another statement
    }

    enum Lookup {
        case prepared(name: String)
        case new(name: String, evicting: String?)
    }

    private struct Entry {
        let name: String
        var lastUse: Int
    }

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var uses = 0
    private var made = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Finds the statement or makes room and a name for it; names are numbered and never used again.
    mutating func lookUp(_ key: Key) -> Lookup {
        uses += 1
        if let index = entries.index(forKey: key) {
            entries.values[index].lastUse = uses
            return .prepared(name: entries.values[index].name)
        }

        var evicted: String?
        if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
            evicted = oldest.value.name
        }
        made += 1
        let name = "s\(made)"
        entries[key] = Entry(name: name, lastUse: uses)
        return .new(name: name, evicting: evicted)
    }

    /// Forgets a statement whose preparation failed or was skipped.
    mutating func remove(_ key: Key) {
        entries[key] = nil
    }
}
