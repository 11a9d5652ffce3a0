import Foundation

/// Hands numbers out to the loops of a closed generator, and holds them back while the fleet has enough to do.
actor Feed {
    private(set) var next = 0
    private let end: Int?
    private let until: Date?
    private var isOpen = true

    init(end: Int?, until: Date?) {
        self.end = end
        self.until = until
    }

    func set(isOpen: Bool) {
        self.isOpen = isOpen
    }

    /// The next numbers, once the fleet can take them; nil when the load is over.
    func take(_ count: Int) async -> Range<Int>? {
        while !isOpen, !isOver {
            try? await Task.sleep(for: .milliseconds(20))
        }
        guard !isOver else { return nil }
        let numbers = next..<min(next + count, end ?? .max)
        next = numbers.upperBound
        return numbers
    }

    private var isOver: Bool {
        end.map { next >= $0 } ?? false || until.map { $0 <= .now } ?? false || Task.isCancelled
    }
}
