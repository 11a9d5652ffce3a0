import Foundation

extension Clock {
    /// Whether it is due no later than one that begins at `start`; with a wait that is on taken as over, because it stops both.
    func isDue(
        beforeOneOf goal: Goal,
        from start: Date,
        on ticket: Ticket,
        under policy: Policy,
        at now: Date
    ) -> Bool {
        let pauses = ticket.pauses.map { pause in
            Pause(since: pause.since, until: pause.until ?? max(now, pause.since), reason: pause.reason)
        }
        var goesOn = self
        goesOn.recount(pauses: pauses, in: policy)
        let new = Clock.start(goal, cycle: 1, at: start, pauses: pauses, in: policy)
        return (goesOn.dueAt ?? .distantFuture) <= (new.dueAt ?? .distantFuture)
    }
}
