import Foundation

/// What the fleet has still to do on a replayed ticket.
struct ReplayAgenda {
    enum Duty {
        case triage, tellOfReceipt
        case decide(EscalationRequest)
        case answer(page: UUID)
        case callOn(page: UUID, rung: Int)
    }

    struct Entry {
        let turn: RecordedCourse.Turn
        let duty: Duty
    }

    private var entries: [Entry] = []

    mutating func add(_ duty: Duty, at turn: RecordedCourse.Turn?) {
        if let turn { entries.append(Entry(turn: turn, duty: duty)) }
    }

    /// When the next thing is to be done.
    var next: RecordedCourse.Turn? { entries.min { $0.turn.place < $1.turn.place }?.turn }

    /// Takes the next thing off; of two for one moment, the one that was added first.
    mutating func takeNext() -> Entry? {
        guard let index = entries.indices.min(by: { entries[$0].turn.place < entries[$1].turn.place }) else {
            return nil
        }
        return entries.remove(at: index)
    }

    /// Nobody waits for the answer to a page any more.
    mutating func forget(page id: UUID) {
        entries.removeAll { entry in
            switch entry.duty {
            case .answer(let page), .callOn(let page, _): page == id
            default: false
            }
        }
    }
}
