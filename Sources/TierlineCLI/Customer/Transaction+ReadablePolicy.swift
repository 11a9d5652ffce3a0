import PolicyFile
import Postgres
import SupportDomain
import SupportStore
import WorkerRuntime

extension Transaction {
    /// The policy in force of a programme; nil if this release cannot read it.
    ///
    /// - Throws: a ``Refusal`` when none is.
    borrowing func readablePolicy(of programme: String) throws -> Policy? {
        guard let version = try policyVersionsInForce()[programme],
            let stored = try policy(programme, version: version)
        else { throw Refusal(.dataError, "no policy is in force for the programme '\(programme)'") }
        guard case .success(let policy) = PolicyDocument.parse(stored.source, file: programme) else { return nil }
        return policy
    }
}
