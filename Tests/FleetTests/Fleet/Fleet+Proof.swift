import Foundation
import Postgres
import TestSupport

extension Fleet {
    /// Shows that nothing was lost and nothing done twice: drains, then compares the database with the ledger and
    /// with itself, and the dead letters with those that are expected.
    ///
    /// `tierline verify` has to agree. A copy that changes nothing may still be on its way, so that what is wrong is
    /// looked at again for a while. Throws ``Disproof`` with everything that does not hold.
    func prove(deadLetters expected: [String] = []) async throws {
        var unfinished: [String] = []
        do {
            try await drain()
        } catch let error as Disproof {
            unfinished = error.complaints  // what follows may say why
        }
        var complaints: [String] = []
        do {
            try await eventually("every promise being kept", within: .seconds(15)) {
                complaints = try await self.complaints(deadLetters: expected.sorted())
                return complaints.isEmpty
            }
        } catch is NotInTime {
            throw Disproof(complaints: unfinished + complaints)
        }
        guard unfinished.isEmpty else { throw Disproof(complaints: unfinished) }
    }

    private func complaints(deadLetters expected: [String]) async throws -> [String] {
        var complaints = try await ledgerComplaints()
        for check in IndependentCheck.all {
            let offenders = try await texts(check.query)
            if !offenders.isEmpty { complaints.append(Self.words(check.complaint, offenders)) }
        }
        let dead = try await texts(
            "SELECT queue || ' ' || reason || ' ' || message_key FROM dead_letter WHERE state = 'dead'"
        )
        if dead.sorted() != expected { complaints.append("dead letters: \(dead.sorted()), expected: \(expected)") }
        return complaints.isEmpty ? try await operatorsComplaints(deadLetters: expected.count) : complaints
    }

    /// What `tierline verify` says is wrong.
    private func operatorsComplaints(deadLetters: Int) async throws -> [String] {
        let file = folder.appending(path: "ledger")
        let ids = ledger.opening.union(ledger.other).sorted()
        try Data(ids.map { $0 + "\n" }.joined().utf8).write(to: file)
        let (end, words) = try await tierline("verify", "--ledger", file.path, "--expect-dead", String(deadLetters))
        return end == .exited(0) ? [] : ["tierline verify: \(end): \(words)"]
    }

    private func ledgerComplaints() async throws -> [String] {
        let (opening, other) = (ledger.opening, ledger.other)
        var complaints: [String] = []
        let kept = try await texts("SELECT source_id FROM message")
        let lost = opening.union(other).subtracting(kept)
        if !lost.isEmpty { complaints.append(Self.words("messages that were lost", lost.sorted())) }
        let unknown = Set(kept).subtracting(opening).subtracting(other)
        if !unknown.isEmpty { complaints.append(Self.words("messages nobody sent", unknown.sorted())) }

        // A reply may overtake what it answers and open the ticket in its place; there is one ticket all the same.
        let wrong = try await texts(
            """
            SELECT ticket.number::text || ' has ' || count(source_id) FROM ticket
            LEFT JOIN message ON ticket_id = id AND source_id = ANY(\(opening.sorted()))
            GROUP BY ticket.id HAVING count(source_id) <> 1
            """
        )
        if !wrong.isEmpty {
            complaints.append(Self.words("tickets without exactly one message that opens one", wrong))
        }
        return complaints
    }

    private static func words(_ complaint: String, _ offenders: [String]) -> String {
        "\(offenders.count) \(complaint): \(offenders.prefix(5).joined(separator: ", "))"
    }
}

/// What a fleet did wrong.
struct Disproof: Error, CustomStringConvertible {
    let complaints: [String]

    var description: String { complaints.joined(separator: "\n") }
}
