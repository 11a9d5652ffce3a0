package import Foundation
package import Postgres

/// One entry of the customer list, with what the customer has and will have.
package struct CustomerListing: Sendable {
    package var programme: String
    package var address: String
    package var isVIP: Bool
    package var name: String?
    package var manager: String?
    /// What is in force now or later, the earliest first.
    package var assignments: [PlanAssignment]
}

extension Transaction {
    /// The customer list of a programme, or of all, or the entry of one address, as it is at a moment.
    package borrowing func customerList(
        of programme: String?,
        address: String? = nil,
        at now: Date
    ) throws(PostgresError) -> [CustomerListing] {
        var listings: [CustomerListing] = []
        for row in try query(
            """
            SELECT customer.programme, customer.address, is_vip, name, manager, assignment.id, plan, valid_from, valid_to
            FROM customer
            LEFT JOIN plan_assignment AS assignment
                ON assignment.programme = customer.programme AND assignment.address = customer.address
                AND (valid_to IS NULL OR valid_to > \(now))
            WHERE customer.programme = coalesce(\(programme as String?), customer.programme)
                AND customer.address = coalesce(\(address as String?), customer.address)
            ORDER BY customer.programme, customer.address, valid_from
            """
        ) {
            let (programme, address, isVIP, name, manager) = try row.decode(
                (String, String, Bool, String?, String?).self
            )
            if listings.last.map({ $0.programme != programme || $0.address != address }) ?? true {
                listings.append(
                    CustomerListing(
                        programme: programme,
                        address: address,
                        isVIP: isVIP,
                        name: name,
                        manager: manager,
                        assignments: []
                    )
                )
            }
            guard let id = try row.get(5, as: UUID?.self) else { continue }
            listings[listings.count - 1].assignments.append(
                PlanAssignment(
                    id: id,
                    programme: programme,
                    address: address,
                    plan: try row.get(6),
                    validFrom: try row.get(7),
                    validTo: try row.get(8)
                )
            )
        }
        return listings
    }
}
