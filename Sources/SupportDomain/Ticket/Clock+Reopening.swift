extension Clock {
    /// What the clock waited for turned out not to have happened: it goes on where it was.
    ///
    /// The ticket's pauses say which time is left out. What fired has fired, and a breach stays (R11).
    mutating func reopen(pauses: [Pause], in policy: Policy) {
        guard !isOpen else { return }
        state = .running
        endedAt = nil
        recount(pauses: pauses, in: policy)
    }

    /// As ``reopen(pauses:in:)``, for a clock that is given another goal next: nothing of the old one falls any more.
    mutating func reopenForAnotherGoal() {
        guard !isOpen else { return }
        state = .running
        endedAt = nil
        for index in schedule.thresholds.indices where !schedule.thresholds[index].hasFired {
            schedule.thresholds[index].at = nil
        }
    }
}
