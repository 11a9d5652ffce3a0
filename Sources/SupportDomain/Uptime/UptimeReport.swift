/// How a promise of uptime was kept in a period, and whether a credit is due because it was not.
///
/// Seconds and basis points are compared as whole numbers, so that the second that breaks a promise is the same for
/// everybody. While a period is not over the promise is judged as if it ended now. A credit is due only when nothing that
/// follows in the period can make it good any more; how much it is is for people to say.
package struct UptimeReport: Hashable, Sendable {
    package let promise: Uptime
    package let downtime: Downtime

    package init(of promise: Uptime, given downtime: Downtime) {
        self.promise = promise
        self.downtime = downtime
    }

    /// Whether the promise is kept, as far as the period has gone by.
    package var isKept: Bool { downtime.secondsDown * 10_000 <= downtime.secondsCounted * tolerated }

    /// Whether the whole period allows what was down already; the same as ``isKept`` once it is over.
    package var canBeKept: Bool { downtime.secondsDown * 10_000 <= downtime.secondsInPeriod * tolerated }

    package var isCreditDue: Bool { promise.hasPenalties && !canBeKept }

    /// The uptime in hundredths of a percent, rounded down: less than what is promised exactly if the promise is not kept.
    ///
    /// Nil before the first second of the period.
    package var basisPoints: Int? {
        let counted = downtime.secondsCounted
        return counted == 0 ? nil : (counted - downtime.secondsDown) * 10_000 / counted
    }

    /// How long the service may be down in the whole period, in hundredths of a second, rounded down.
    package var allowedHundredths: Int { downtime.secondsInPeriod * tolerated / 100 }

    /// How much of that is used, rounded up: more than 100 exactly if the promise cannot be kept any more.
    ///
    /// Nil for a promise that allows nothing.
    package var usedPercent: Int? {
        let allowed = downtime.secondsInPeriod * tolerated
        return allowed == 0 ? nil : (downtime.secondsDown * 1_000_000 + allowed - 1) / allowed
    }

    /// How much of the time may be lost, in hundredths of a percent.
    private var tolerated: Int { 10_000 - promise.basisPoints }
}
