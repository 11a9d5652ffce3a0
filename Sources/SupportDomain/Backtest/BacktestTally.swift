/// What a replay of many tickets comes to, in little memory however many they are.
package struct BacktestTally: Sendable {
    /// How often something happened and would have happened, and on which tickets that differs.
    package struct Comparison: Hashable, Sendable {
        package fileprivate(set) var recorded = 0
        package fileprivate(set) var replayed = 0
        package fileprivate(set) var new = 0
        package fileprivate(set) var avoided = 0
        /// The numbers of the first tickets that differ.
        package fileprivate(set) var examples: [Int] = []
    }

    /// A kind of decision that would have been another.
    package struct Group: Hashable, Sendable {
        package fileprivate(set) var count = 0
        package fileprivate(set) var examples: [Int] = []
    }

    /// What becomes of the due times of one metric.
    package struct Dues: Hashable, Sendable {
        package fileprivate(set) var earlier = 0
        package fileprivate(set) var later = 0
        /// Due where nothing was.
        package fileprivate(set) var new = 0
        /// No longer due.
        package fileprivate(set) var gone = 0
        /// The most seconds by which one is earlier, and later.
        package fileprivate(set) var mostEarlier = 0
        package fileprivate(set) var mostLater = 0
    }

    /// A due time that moves far.
    package struct Move: Hashable, Sendable {
        package let ticket: Int
        package let due: TicketDifference.Due
    }

    /// How often a person was called, and would have been.
    package struct Person: Hashable, Sendable {
        package fileprivate(set) var recorded = 0
        package fileprivate(set) var replayed = 0
        package fileprivate(set) var recordedAtNight = 0
        package fileprivate(set) var replayedAtNight = 0
    }

    package private(set) var tickets = 0
    /// How many would have gone otherwise.
    package private(set) var changed = 0
    /// How many cannot be replayed, because what opened them is not kept any more.
    package private(set) var leftOut = 0
    package private(set) var decisions: [TicketDifference.Decision: Group] = [:]
    package private(set) var dues: [Metric: Dues] = [:]
    /// Those that move the furthest, furthest first.
    package private(set) var moves: [Move] = []
    package private(set) var breaches = Comparison()
    package private(set) var escalations = Comparison()
    package private(set) var pages = Comparison()
    package private(set) var people: [String: Person] = [:]

    private let night: Night
    private let exampleLimit: Int

    /// - Parameters:
    ///   - night: which calls are counted as calls at night.
    ///   - limit: how many examples are kept of each thing.
    package init(night: Night, examples limit: Int) {
        self.night = night
        exampleLimit = limit
    }

    package mutating func addLeftOut() { leftOut += 1 }

    package mutating func add(_ difference: TicketDifference, of ticket: Ticket) {
        let number = ticket.number ?? 0
        tickets += 1
        count(difference.breaches, of: number, in: \.breaches)
        count(difference.escalations, of: number, in: \.escalations)
        count(difference.pages, of: number, in: \.pages)
        for call in difference.recordedCalls { count(call, \.recorded, \.recordedAtNight) }
        for call in difference.replayedCalls { count(call, \.replayed, \.replayedAtNight) }
        guard !difference.isEmpty else { return }
        changed += 1
        for decision in difference.decisions {
            decisions[decision, default: Group()].count += 1
            if let group = decisions[decision], group.examples.count < exampleLimit {
                decisions[decision]?.examples.append(number)
            }
        }
        for due in difference.dues { count(due, of: number) }
    }

    private mutating func count(
        _ happenings: TicketDifference.Happenings,
        of ticket: Int,
        in path: WritableKeyPath<BacktestTally, Comparison>
    ) {
        guard !happenings.recorded.isEmpty || !happenings.replayed.isEmpty else { return }
        let (new, avoided) = (happenings.new.count, happenings.avoided.count)
        self[keyPath: path].recorded += happenings.recorded.count
        self[keyPath: path].replayed += happenings.replayed.count
        self[keyPath: path].new += new
        self[keyPath: path].avoided += avoided
        if new + avoided > 0, self[keyPath: path].examples.count < exampleLimit {
            self[keyPath: path].examples.append(ticket)
        }
    }

    private mutating func count(
        _ call: TicketDifference.Call,
        _ all: WritableKeyPath<Person, Int>,
        _ atNight: WritableKeyPath<Person, Int>
    ) {
        people[call.person, default: Person()][keyPath: all] += 1
        if night.contains(call.at) { people[call.person]?[keyPath: atNight] += 1 }
    }

    private mutating func count(_ due: TicketDifference.Due, of ticket: Int) {
        var dues = dues[due.metric] ?? Dues()
        if let shift = due.shift {
            if shift < 0 { dues.earlier += 1 } else { dues.later += 1 }
            dues.mostEarlier = max(dues.mostEarlier, -shift)
            dues.mostLater = max(dues.mostLater, shift)
            keep(Move(ticket: ticket, due: due), moving: abs(shift))
        } else if due.recorded == nil {
            dues.new += 1
        } else {
            dues.gone += 1
        }
        self.dues[due.metric] = dues
    }

    private mutating func keep(_ move: Move, moving shift: Int) {
        let place = moves.firstIndex { abs($0.due.shift ?? 0) < shift } ?? moves.count
        guard place < exampleLimit else { return }
        moves.insert(move, at: place)
        if moves.count > exampleLimit { moves.removeLast() }
    }
}
