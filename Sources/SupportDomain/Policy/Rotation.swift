package import Foundation

/// People who take turns at being on call.
package struct Rotation: Hashable, Sendable, Identifiable {
    package let id: String
    package let name: String
    /// The tiers it is called for.
    package let tiers: Set<Int>
    /// From the first turn on, again and again.
    package let people: [String]
    /// How many days a turn lasts.
    package let turnDays: Int
    /// The date on which the first turn begins.
    package let starts: CivilDate
    /// When on that date one hands over to the next, in seconds from midnight by the wall clock of `zone`.
    package let handOff: Int
    package let zone: Zone
    /// The hours it is on call; nil for all.
    package let calendar: String?
    /// 1 is called first, 2 is its backup.
    package let rank: Int

    package init(
        id: String,
        name: String,
        tiers: Set<Int>,
        people: [String],
        turnDays: Int,
        starts: CivilDate,
        handOff: Int = 0,
        zone: Zone,
        calendar: String? = nil,
        rank: Int = 1
    ) {
        self.id = id
        self.name = name
        self.tiers = tiers
        self.people = people
        self.turnDays = turnDays
        self.starts = starts
        self.handOff = handOff
        self.zone = zone
        self.calendar = calendar
        self.rank = rank
    }

    /// When the first turn begins.
    package var firstTurn: Date { Date(wholeSeconds: zone.firstInstant(showing: firstHandOff)) }

    /// As ``firstTurn``, by the wall clock, in seconds since its epoch.
    private var firstHandOff: Int { starts.dayNumber * OpenHours.endOfDay + handOff }

    /// Whose turn it is, by id, at whatever hour; nil before the first turn.
    ///
    /// Turns last whole days of the wall clock: where the clocks change they are an hour shorter or longer, one hands over
    /// at the first moment after a gap, and in a fold at the first of both readings.
    package func turn(at now: Date) -> String? {
        let length = turnDays * OpenHours.endOfDay
        let first = firstHandOff
        var passed = zone.local(now.wholeSeconds) - first
        guard zone.firstInstant(showing: first) <= now.wholeSeconds, !people.isEmpty else { return nil }
        passed = max(passed, 0)  // the clock may have been put back over the beginning
        var turns = passed / length
        if zone.firstInstant(showing: first + (turns + 1) * length) <= now.wholeSeconds { turns += 1 }
        return people[turns % people.count]
    }
}

extension Policy {
    /// The person who is on call where a contact stands for a rotation: by name, else by id.
    ///
    /// Nil for a contact that stands for none, and at hours and dates at which the rotation has nobody on call.
    package func personOnCall(for contact: PagingLadder.Contact, at now: Date) -> String? {
        guard let rotation = staff.rotations.first(where: { $0.id == contact.rotation }),
            rotation.calendar.map({ calendar(named: $0).arrival(at: now) == .inHours }) ?? true,
            let person = rotation.turn(at: now)
        else { return nil }
        return staff.agents.first { $0.id == person }?.name ?? person
    }
}
