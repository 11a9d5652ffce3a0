extension UptimeReport {
    /// As policies write it: `99.9%, with penalties`.
    package var promiseWords: String { promise.words }

    /// The uptime, rounded down so that a broken promise never looks kept: `99.89%`; nil before the period begins.
    package var uptimeWords: String? { basisPoints.map { "\(IndicatorTarget.text(hundredths: $0))%" } }

    /// How long the service may be down in the whole period: `44m 38.4s`.
    package var allowedWords: String {
        let allowed = allowedHundredths
        let seconds = allowed / 100
        guard allowed % 100 > 0 else { return Duration.text(ofSeconds: seconds) }
        let rest = "\(IndicatorTarget.text(hundredths: allowed % 6000))s"
        return seconds < 60 ? rest : "\(Duration.text(ofSeconds: seconds - seconds % 60)) \(rest)"
    }

    package var verdict: String {
        switch (downtime.isOver, isKept, canBeKept) {
        case (true, true, _): "kept"
        case (true, false, _): "broken"
        case (false, true, _): "kept so far"
        case (false, false, true): "broken so far, can still be kept"
        case (false, false, false): "broken, whatever follows"
        }
    }
}
