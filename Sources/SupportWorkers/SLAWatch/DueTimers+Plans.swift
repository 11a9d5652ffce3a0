import AMQP
import Foundation
import Postgres
import SupportStore

extension DueTimers {
    /// Tells that plans have begun; one that was dropped in the meantime begins no more.
    func firePlanAssignments(_ ids: [UUID], in transaction: borrowing Transaction) throws -> [OutgoingMessage] {
        let assignments = try transaction.planAssignments(ids)
        try transaction.enqueueSet(ids.map { Timer(kind: .planAssignment, subject: $0, due: nil) })
        return ids.compactMap { assignments[$0] }.map { assignment in
            PlanBegan(programme: assignment.programme, customer: assignment.address, assignment: assignment.id).outgoing
        }
    }
}
