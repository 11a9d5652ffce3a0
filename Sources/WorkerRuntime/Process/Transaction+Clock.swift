package import Foundation
package import Postgres

extension Transaction {
    /// The fleet's time at the start of this transaction; the same for the whole of it.
    package borrowing func readClock() throws(PostgresError) -> Date {
        try query("SELECT tierline_now()")[0].get(0)
    }
}
