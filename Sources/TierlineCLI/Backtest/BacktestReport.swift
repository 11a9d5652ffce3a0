import Foundation
import SupportDomain
import SupportStore

/// What a backtest found.
struct BacktestReport: Report {
    struct Comparison: Encodable {
        var recorded: Int
        var replayed: Int
        var new: Int
        var avoided: Int
        /// The first tickets that differ.
        var examples: [String]
    }

    struct Decision: Encodable {
        var what: String
        var recorded: String
        var replayed: String
        var tickets: Int
        var examples: [String]
    }

    struct Dues: Encodable {
        var metric: String
        var earlier: Int
        var later: Int
        var new: Int
        var gone: Int
        var mostEarlierSeconds: Int
        var mostLaterSeconds: Int
    }

    struct Move: Encodable {
        var ticket: String
        var metric: String
        var cycle: Int
        var recorded: Date?
        var replayed: Date?
        var laterBySeconds: Int
    }

    struct Person: Encodable {
        var person: String
        var calls: Int
        var replayedCalls: Int
        var nightCalls: Int
        var replayedNightCalls: Int
    }

    struct UnreadableVersion: Encodable {
        var version: Int
        /// Everything that is wrong with it, a line each.
        var problem: String
    }

    var programme: String
    /// The file, or the version, that the tickets were replayed under.
    var policy: String
    var since: Date
    var until: Date
    var tickets: Int
    var changed: Int
    /// Tickets whose first message is not kept any more, or that of one that was merged into them.
    var leftOut: Int
    /// Versions that decided something on these tickets and that this release cannot read.
    var unreadableVersions: [UnreadableVersion]
    var decisions: [Decision]
    var dueTimes: [Dues]
    var furthestMoves: [Move]
    var breaches: Comparison
    var escalations: Comparison
    var pages: Comparison
    var night: String
    /// How soon a page that is not on record was taken to be answered; nil for never.
    var answeredAfterSeconds: Int?
    var people: [Person]

    init(_ run: BacktestRun, night: String, policy: String) {
        let tally = run.tally
        func name(_ ticket: Int) -> String { "\(run.policy.programme.ticketPrefix)-\(ticket)" }
        func view(_ comparison: BacktestTally.Comparison) -> Comparison {
            Comparison(
                recorded: comparison.recorded,
                replayed: comparison.replayed,
                new: comparison.new,
                avoided: comparison.avoided,
                examples: comparison.examples.map(name)
            )
        }
        programme = run.range?.programme ?? ""
        self.policy = policy
        since = run.range?.since ?? .distantPast
        until = run.range?.until ?? .distantFuture
        tickets = tally.tickets
        changed = tally.changed
        leftOut = tally.leftOut
        unreadableVersions = run.unreadable.sorted { $0.key < $1.key }.map { version, problem in
            UnreadableVersion(version: version, problem: problem)
        }
        decisions = tally.decisions.map { decision, group in
            Decision(
                what: decision.what,
                recorded: decision.recorded,
                replayed: decision.replayed,
                tickets: group.count,
                examples: group.examples.map(name)
            )
        }
        .sorted { ($1.tickets, $0.what, $0.recorded, $0.replayed) < ($0.tickets, $1.what, $1.recorded, $1.replayed) }
        dueTimes = Metric.allCases.compactMap { metric in
            tally.dues[metric].map { dues in
                Dues(
                    metric: metric.rawValue,
                    earlier: dues.earlier,
                    later: dues.later,
                    new: dues.new,
                    gone: dues.gone,
                    mostEarlierSeconds: dues.mostEarlier,
                    mostLaterSeconds: dues.mostLater
                )
            }
        }
        furthestMoves = tally.moves.map { move in
            Move(
                ticket: name(move.ticket),
                metric: move.due.metric.rawValue,
                cycle: move.due.cycle,
                recorded: move.due.recorded,
                replayed: move.due.replayed,
                laterBySeconds: move.due.shift ?? 0
            )
        }
        (breaches, escalations, pages) = (view(tally.breaches), view(tally.escalations), view(tally.pages))
        self.night = night
        answeredAfterSeconds = run.answeringAfter.map { Int($0) }
        people = tally.people.map { person, calls in
            Person(
                person: person,
                calls: calls.recorded,
                replayedCalls: calls.replayed,
                nightCalls: calls.recordedAtNight,
                replayedNightCalls: calls.replayedAtNight
            )
        }
        .sorted {
            ($1.replayedNightCalls, $1.replayedCalls, $0.person) < ($0.replayedNightCalls, $0.replayedCalls, $1.person)
        }
    }

    var text: String {
        ([summary, outcomes, triage, dues, furthest, calls] as [String?]).compactMap(\.self).joined(separator: "\n\n")
    }

    private var summary: String {
        let changes = changed == 0 ? "nothing would change" : "\(changed) of them would have gone otherwise"
        let missing =
            leftOut == 0
            ? "" : "\n\(leftOut.of("ticket")) left out, because the first message is not kept any more."
        return TerminalText.line(
            "\(programme) under \(policy): \(tickets.of("ticket")) opened from \(TimeText.moment(since)) to "
                + "\(TimeText.moment(until)); \(changes)."
        ) + missing + unreadableVersions.map(Self.line).joined()
    }

    private static func line(_ unreadable: UnreadableVersion) -> String {
        let problem = unreadable.problem.prefix { $0 != "\n" }
        return "\n" + TerminalText.line("Version \(unreadable.version) cannot be read by this release: \(problem)")
    }

    private var outcomes: String {
        var table = Table(["", "RECORDED", "REPLAYED", "NEW", "AVOIDED", "TICKETS"])
        for (name, comparison) in [("Breaches", breaches), ("Escalations", escalations), ("Pages", pages)] {
            table.add(
                name,
                "\(comparison.recorded)",
                "\(comparison.replayed)",
                "\(comparison.new)",
                "\(comparison.avoided)",
                comparison.examples.isEmpty ? nil : comparison.examples.joined(separator: ", ")
            )
        }
        return table.text(ifEmpty: "")
    }

    private var triage: String? {
        guard !decisions.isEmpty else { return nil }
        var table = Table(["TRIAGE", "RECORDED", "REPLAYED", "TICKETS", "SUCH AS"])
        for decision in decisions {
            table.add(
                decision.what,
                decision.recorded,
                decision.replayed,
                "\(decision.tickets)",
                decision.examples.joined(separator: ", ")
            )
        }
        return table.text(ifEmpty: "")
    }

    private var dues: String? {
        guard !dueTimes.isEmpty else { return nil }
        var table = Table(["DUE", "EARLIER", "BY UP TO", "LATER", "BY UP TO", "NEW", "GONE"])
        func length(_ seconds: Int) -> String? { seconds == 0 ? nil : TimeText.length(TimeInterval(seconds)) }
        for dues in dueTimes {
            table.add(
                dues.metric.replacing("_", with: " "),
                "\(dues.earlier)",
                length(dues.mostEarlierSeconds),
                "\(dues.later)",
                length(dues.mostLaterSeconds),
                "\(dues.new)",
                "\(dues.gone)"
            )
        }
        return table.text(ifEmpty: "")
    }

    private var furthest: String? {
        guard !furthestMoves.isEmpty else { return nil }
        var table = Table(["MOVED FURTHEST", "DUE", "RECORDED", "REPLAYED", ""])
        for move in furthestMoves {
            let length = TimeText.length(TimeInterval(abs(move.laterBySeconds)))
            table.add(
                move.ticket,
                "\(move.metric.replacing("_", with: " ")) \(move.cycle)",
                move.recorded.map(TimeText.moment),
                move.replayed.map(TimeText.moment),
                "\(length) \(move.laterBySeconds < 0 ? "earlier" : "later")"
            )
        }
        return table.text(ifEmpty: "")
    }

    private var calls: String? {
        guard !people.isEmpty else { return nil }
        var table = Table(["CALLED", "RECORDED", "REPLAYED", "AT NIGHT", "REPLAYED"])
        for person in people {
            table.add(
                person.person,
                "\(person.calls)",
                "\(person.replayedCalls)",
                "\(person.nightCalls)",
                "\(person.replayedNightCalls)"
            )
        }
        let answers =
            answeredAfterSeconds.map { "answered after \(TimeText.length(TimeInterval($0)))" } ?? "never answered"
        return table.text(ifEmpty: "")
            + "\nAt night is \(night). A page that is not on record is taken to be \(answers)."
    }
}
