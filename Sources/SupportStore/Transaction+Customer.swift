package import Postgres

/// What the customer list says about an address.
package struct CustomerEntry: Sendable, Hashable {
    package var plan: String
    package var isVIP: Bool

    package init(plan: String, isVIP: Bool) {
        self.plan = plan
        self.isVIP = isVIP
    }
}

extension Transaction {
    /// The entries of these customers, by their key; an entry for the address itself wins over one for its domain.
    package borrowing func customers(_ keys: [MessageKey]) throws(PostgresError) -> [MessageKey: CustomerEntry] {
        guard !keys.isEmpty else { return [:] }
        // Looked up by equality on both columns: anything else, such as an IN of the two forms, reads the whole list.
        let wanted = Set(keys + keys.compactMap(\.ofDomain)).sorted()
        let rows = try query(
            """
            SELECT customer.programme, customer.address, plan, is_vip
            FROM unnest(\(wanted.map(\.programme)), \(wanted.map(\.id))) AS key (programme, address)
            JOIN customer ON customer.programme = key.programme AND customer.address = key.address
            """
        )
        guard !rows.isEmpty else { return [:] }
        var entries: [MessageKey: CustomerEntry] = [:]
        for row in rows {
            let (programme, address, plan, isVIP) = try row.decode((String, String, String, Bool).self)
            entries[MessageKey(programme: programme, id: address)] = CustomerEntry(plan: plan, isVIP: isVIP)
        }
        var found: [MessageKey: CustomerEntry] = [:]
        for key in keys {
            found[key] = entries[key] ?? key.ofDomain.flatMap { entries[$0] }
        }
        return found
    }

    /// Enters a customer, or changes their entry.
    package borrowing func setCustomer(
        _ address: String,
        of programme: String,
        name: String?,
        _ entry: CustomerEntry
    ) throws(PostgresError) {
        _ = try run(
            """
            INSERT INTO customer (programme, address, plan, name, is_vip)
            VALUES (\(programme), \(address), \(entry.plan), \(name as String?), \(entry.isVIP))
            ON CONFLICT (programme, address) DO UPDATE SET plan = excluded.plan, name = excluded.name, is_vip = excluded.is_vip
            """
        )
    }
}

extension MessageKey {
    /// The key of the whole domain that an address belongs to: `@example.com`.
    fileprivate var ofDomain: MessageKey? {
        id.lastIndex(of: "@").map { MessageKey(programme: programme, id: String(id[$0...])) }
    }
}
