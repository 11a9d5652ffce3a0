package import Foundation
package import Postgres

/// What the customer list says about an address at some moment.
package struct CustomerEntry: Sendable, Hashable {
    /// The plan they have; nil for the programme's default.
    package var plan: String?
    package var isVIP: Bool

    package init(plan: String?, isVIP: Bool) {
        self.plan = plan
        self.isVIP = isVIP
    }
}

extension Transaction {
    /// The entries of these customers as they are at a moment, by their key.
    ///
    /// An entry for the address itself wins over one for its domain; one that has no plan then has the domain's.
    package borrowing func customers(
        _ keys: [MessageKey],
        at now: Date
    ) throws(PostgresError) -> [MessageKey: CustomerEntry] {
        guard !keys.isEmpty else { return [:] }
        // Looked up by equality on both columns: anything else, such as an IN of the two forms, reads the whole list.
        let wanted = Set(keys + keys.compactMap(\.ofDomain)).sorted()
        let rows = try query(
            """
            SELECT customer.programme, customer.address, assignment.plan, is_vip
            FROM unnest(\(wanted.map(\.programme)), \(wanted.map(\.id))) AS key (programme, address)
            JOIN customer ON customer.programme = key.programme AND customer.address = key.address
            LEFT JOIN plan_assignment AS assignment
                ON assignment.programme = key.programme AND assignment.address = key.address
                AND valid_from <= \(now) AND (valid_to IS NULL OR valid_to > \(now))
            """
        )
        guard !rows.isEmpty else { return [:] }
        var entries: [MessageKey: CustomerEntry] = [:]
        for row in rows {
            let (programme, address, plan, isVIP) = try row.decode((String, String, String?, Bool).self)
            entries[MessageKey(programme: programme, id: address)] = CustomerEntry(plan: plan, isVIP: isVIP)
        }
        var found: [MessageKey: CustomerEntry] = [:]
        for key in keys {
            let ofDomain = key.ofDomain.flatMap { entries[$0] }
            found[key] = entries[key] ?? ofDomain
            if let plan = ofDomain?.plan, found[key]?.plan == nil { found[key]?.plan = plan }
        }
        return found
    }

    /// Enters a customer, or changes their entry; their plan is ``assignPlan(_:to:from:at:by:)``'s.
    ///
    /// What is nil stays as it is; a new entry is no VIP's then.
    package borrowing func setCustomer(_ key: MessageKey, name: String?, isVIP: Bool?) throws(PostgresError) {
        _ = try run(
            """
            INSERT INTO customer (programme, address, name, is_vip)
            VALUES (\(key.programme), \(key.id), \(name as String?), \(isVIP ?? false))
            ON CONFLICT (programme, address) DO UPDATE SET
                name = coalesce(excluded.name, customer.name), is_vip = coalesce(\(isVIP as Bool?), customer.is_vip)
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
