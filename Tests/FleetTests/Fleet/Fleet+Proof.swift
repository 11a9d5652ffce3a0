import Foundation
import Postgres
import TestSupport

extension Fleet {
    /// Shows that nothing was lost and nothing done twice: waits until the fleet is quiet, then compares the database
    /// with the ledger, with itself and with the mails that arrived, and the dead letters with those that are expected.
    ///
    /// It looks once, because a violation that heals was one all the same. `tierline verify` has to agree. Throws
    /// ``Disproof`` with everything that does not hold.
    func prove(deadLetters expected: [String] = []) async throws {
        var complaints: [String] = []
        do {
            try await drain()
        } catch let error as Disproof {
            complaints = error.complaints  // what follows may say why
        }
        complaints += try await ledgerComplaints()
        for check in IndependentCheck.all {
            if let complaint = complaint(check.complaint, try await texts(check.query)) { complaints.append(complaint) }
        }
        complaints += try await deadLetterComplaints(expected: expected.sorted())
        complaints += try await mailComplaints()
        complaints += try await operatorsComplaints(deadLetters: expected.count)
        guard complaints.isEmpty else { throw Disproof(complaints: complaints) }
    }

    private func ledgerComplaints() async throws -> [String] {
        let kept = try await database.query("SELECT source_id, ticket_id::text FROM message").map { row in
            (message: try row.get(0, as: String.self), ticket: try row.get(1, as: String.self))
        }
        return ledger.complaints(kept: kept, tickets: try await texts("SELECT id::text FROM ticket"))
    }

    private func deadLetterComplaints(expected: [String]) async throws -> [String] {
        let dead = try await texts(
            "SELECT queue || ' ' || reason || ' ' || message_key FROM dead_letter WHERE state = 'dead'"
        ).sorted()
        return dead == expected ? [] : ["dead letters: \(dead), expected: \(expected)"]
    }

    /// Each mail that was delivered is with its recipient, and nothing else is.
    ///
    /// A mail that a worker handed over and did not live to note is sent again: the same mail, under the same Message-ID.
    /// If nobody needs it any more by then, because its page was taken or superseded, it is given up, and nobody knows
    /// whether it went out.
    private func mailComplaints() async throws -> [String] {
        let delivered = Set(
            try await texts("SELECT id::text FROM notification WHERE channel = 'email' AND state = 'delivered'")
        )
        let givenUpUnderWay = Set(
            try await texts(
                "SELECT id::text FROM notification WHERE page_id IS NOT NULL AND state = 'cancelled' AND attempts > 0"
            )
        )
        let all = try mails()
        let mails = Dictionary(grouping: Set(all), by: \.notification)
        var wasNotifierKilled = false
        for unit in units(.notifier) where await unit.killCount > 0 { wasNotifierKilled = true }
        let expected = wasNotifierKilled ? delivered.union(givenUpUnderWay) : delivered
        return [
            wasNotifierKilled ? nil : complaint("mails sent twice", all.repeated(by: \.notification)),
            complaint("delivered mails that nobody has", delivered.filter { mails[$0] == nil }),
            complaint("mails that were not to be sent", mails.keys.filter { !expected.contains($0) }),
            complaint("mails that differ under the same Message-ID", mails.filter { $1.count > 1 }.map(\.key)),
        ].compactMap { $0 }
    }

    /// What `tierline verify` says is wrong.
    private func operatorsComplaints(deadLetters: Int) async throws -> [String] {
        let file = folder.appending(path: "ledger")
        let ids = ledger.conversations.keys.sorted()
        try Data(ids.map { $0 + "\n" }.joined().utf8).write(to: file)
        let (end, words) = try await tierline("verify", "--ledger", file.path, "--expect-dead", String(deadLetters))
        guard end != .exited(0) else { return [] }
        let broken = words.split(separator: "\n").filter { !$0.hasPrefix("ok ") }
        return ["tierline verify: \(end): \(broken.joined(separator: "\n"))"]
    }
}

extension [ReceivedMail] {
    fileprivate func repeated(by key: (ReceivedMail) -> String) -> [String] {
        Dictionary(grouping: self, by: key).filter { $1.count > 1 }.map(\.key)
    }
}

/// What a fleet did wrong.
struct Disproof: Error, CustomStringConvertible {
    let complaints: [String]

    var description: String { complaints.joined(separator: "\n") }
}
