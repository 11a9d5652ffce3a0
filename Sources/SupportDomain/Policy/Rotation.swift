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
}
