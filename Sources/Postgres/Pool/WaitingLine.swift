import Synchronization

/// Who has which place of the pool and who waits for one, first come, first served.
struct WaitingLine {
    typealias Waiter = CheckedContinuation<Result<Int, PostgresError>, Never>

    /// What to do about a caller that asks for a place.
    enum Admission {
        case place(Int)
        case wait(ticket: Int)
        case refused
    }

    private var idle: [Int]
    private var waiters: [(ticket: Int, waiter: Waiter)] = []
    private var tickets = 0
    private(set) var isClosed = false

    init(places: Int) {
        idle = Array((0..<places).reversed())
    }

    var waiting: Int { waiters.count }
    var idleCount: Int { idle.count }

    /// The place used last goes out first: its connection has the most statements prepared.
    mutating func admit() -> Admission {
        if isClosed { return .refused }
        if let place = idle.popLast() { return .place(place) }
        tickets += 1
        return .wait(ticket: tickets)
    }

    /// Lines a caller up; answers a place instead when one became free meanwhile.
    mutating func lineUp(_ waiter: Waiter, ticket: Int) -> Int? {
        if let place = idle.popLast() { return place }
        waiters.append((ticket, waiter))
        return nil
    }

    /// Takes a caller that waits no longer out of the line; nil if it has been served.
    mutating func leave(ticket: Int) -> Waiter? {
        guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else { return nil }
        return waiters.remove(at: index).waiter
    }

    /// Takes a place back and answers who gets it next.
    mutating func giveBack(_ place: Int) -> Waiter? {
        guard !waiters.isEmpty else {
            idle.append(place)
            return nil
        }
        return waiters.removeFirst().waiter
    }

    mutating func close() -> [Waiter] {
        isClosed = true
        defer { waiters.removeAll() }
        return waiters.map(\.waiter)
    }
}
