package import AMQP
package import Foundation
package import SupportDomain

/// `clocks.fell`: several clocks were missed or came close while more was due than a watcher's batch holds.
///
/// Where a hundred thousand fall at once, as many messages would cost more than everything else. Escalation does with each
/// of its parts what it does with a message of its own.
package struct ClocksFell: FleetEvent {
    package static let type = "clocks.fell"
    package var breached: [ClockBreached] = []
    package var warned: [ClockWarned] = []

    package var messageID: UUID {
        DerivedID.make(
            at: Date(timeIntervalSince1970: 0),
            from: [Self.type] + (breached.map(\.messageID) + warned.map(\.messageID)).map(\.uuidString)
        )
    }

    /// The same in messages of at most so many of each.
    package func split(by count: Int) -> [ClocksFell] {
        stride(from: 0, to: max(breached.count, warned.count), by: count).map { start in
            ClocksFell(
                breached: Array(breached.dropFirst(start).prefix(count)),
                warned: Array(warned.dropFirst(start).prefix(count))
            )
        }
    }
}

extension ClocksFell {
    /// One of the things that it tells of.
    package enum Part: Hashable, Sendable {
        case warned(ClockWarned)
        case breached(ClockBreached)

        package var ticket: TicketID {
            switch self {
            case .warned(let event): event.ticket
            case .breached(let event): event.ticket
            }
        }

        /// It alone, as a message to `support.events`.
        package var outgoing: OutgoingMessage {
            switch self {
            case .warned(let event): event.outgoing
            case .breached(let event): event.outgoing
            }
        }
    }

    /// Each of the things that it tells of: warnings first, because they fell first.
    package var parts: [Part] { warned.map(Part.warned) + breached.map(Part.breached) }
}
