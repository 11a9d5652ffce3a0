package import Foundation
package import Postgres

/// What the customer list says about an address at some moment.
package struct CustomerEntry: Sendable, Hashable {
    /// The plan they have; nil for the programme's default.
    package var plan: String?
    package var isVIP: Bool
    /// Who looks after them by name; nil for whoever looks after their plan.
    package var manager: String?

    package init(plan: String?, isVIP: Bool, manager: String? = nil) {
        self.plan = plan
        self.isVIP = isVIP
        self.manager = manager
    }
}

extension Transaction {
    /// The entries of these customers as they are at a moment, by their key.
    ///
    /// An entry for the address itself wins over one for its domain; one that has no plan or no manager then has the
    /// domain's.
    package borrowing func customers(
        _ keys: [MessageKey],
        at now: Date
    ) throws(PostgresError) -> [MessageKey: CustomerEntry] {
        guard !keys.isEmpty else { return [:] }
        // Looked up by equality on both columns: anything else, such as an IN of the two forms, reads the whole list.
        let wanted = Set(keys + keys.compactMap(\.ofDomain)).sorted()
        let rows = try query(
            """
            SELECT customer.programme, customer.address, assignment.plan, is_vip, manager
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
            let (programme, address, plan, isVIP, manager) = try row.decode(
                (String, String, String?, Bool, String?).self
            )
            let entry = CustomerEntry(plan: plan, isVIP: isVIP, manager: manager)
            entries[MessageKey(programme: programme, id: address)] = entry
        }
        var found: [MessageKey: CustomerEntry] = [:]
        for key in keys {
            let ofDomain = key.ofDomain.flatMap { entries[$0] }
            found[key] = entries[key] ?? ofDomain
            if let plan = ofDomain?.plan, found[key]?.plan == nil { found[key]?.plan = plan }
            if let manager = ofDomain?.manager, found[key]?.manager == nil { found[key]?.manager = manager }
        }
        return found
    }

    /// Enters a customer, or changes their entry; their plan is ``assignPlan(_:to:from:at:by:)``'s.
    ///
    /// What is nil stays as it is; a new entry is a VIP's then if that of its domain is. An empty manager is none.
    package borrowing func setCustomer(
        _ key: MessageKey,
        name: String?,
        isVIP: Bool?,
        manager: String? = nil
    ) throws(PostgresError) {
        _ = try run(
            """
            INSERT INTO customer (programme, address, name, is_vip, manager)
            VALUES (\(key.programme), \(key.id), \(name as String?),
                    coalesce(\(isVIP as Bool?), (SELECT is_vip FROM customer
                                               WHERE programme = \(key.programme) AND address = \(key.ofDomain?.id as String?)), false),
                    nullif(\(manager as String?), ''))
            ON CONFLICT (programme, address) DO UPDATE SET
                name = coalesce(excluded.name, customer.name), is_vip = coalesce(\(isVIP as Bool?), customer.is_vip),
                manager = nullif(coalesce(\(manager as String?), customer.manager), '')
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
