package import Postgres

/// One entry of the customer list.
package struct CustomerListing: Sendable {
    package var programme: String
    package var address: String
    package var plan: String
    package var isVIP: Bool
    package var name: String?
}

extension Transaction {
    /// The customer list of a programme, or of all.
    package borrowing func customerList(of programme: String?) throws(PostgresError) -> [CustomerListing] {
        try query(
            """
            SELECT programme, address, plan, is_vip, name FROM customer
            WHERE programme = coalesce(\(programme as String?), programme) ORDER BY programme, address
            """
        ).map { row throws(PostgresError) in
            CustomerListing(
                programme: try row.get(0),
                address: try row.get(1),
                plan: try row.get(2),
                isVIP: try row.get(3),
                name: try row.get(4)
            )
        }
    }
}
