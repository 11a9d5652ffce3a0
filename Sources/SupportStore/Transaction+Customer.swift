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
        let rows = try query(
            """
            SELECT DISTINCT ON (key.programme, key.address) key.programme, key.address, plan, is_vip
            FROM unnest(\(keys.map(\.programme)), \(keys.map(\.id))) AS key (programme, address)
            JOIN customer ON customer.programme = key.programme
                AND customer.address IN (key.address, '@' || split_part(key.address, '@', 2))
            ORDER BY key.programme, key.address, customer.address LIKE '@%'
            """
        )
        var entries: [MessageKey: CustomerEntry] = [:]
        for row in rows {
            let (programme, address, plan, isVIP) = try row.decode((String, String, String, Bool).self)
            entries[MessageKey(programme: programme, id: address)] = CustomerEntry(plan: plan, isVIP: isVIP)
        }
        return entries
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
