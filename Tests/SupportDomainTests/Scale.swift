/// How far apart the moments of random cases are, and how many cases are made of what.
struct Scale {
    /// How many days the wall clock is known; they begin three days before the origin.
    let days: Int
    /// How many days before a clock change the origin is, where it is near one.
    let daysBeforeChange: ClosedRange<Int>
    /// Cases start within so many days from the origin on.
    let startDays: Int
    /// How many seconds after the start elapsed time and an explanation are asked for.
    let probes: Range<Int>
    /// How many seconds after the start a pause begins.
    let pauses: Range<Int>
    /// How many seconds a pause lasts; each of these is as frequent as the others.
    let pauseLengths: [Range<Int>]

    /// Targets in business time and in real time, in seconds.
    let businessTime: ClosedRange<Int>
    let realTime: ClosedRange<Int>
    /// Targets in business days, each as frequent as the others.
    let businessDays: [Int]
    /// How many open seconds before the end of business days a warning is to be given.
    let warnings: ClosedRange<Int>

    /// How many days from the origin on may be holidays or have hours of their own, and how many at most do.
    let calendarDays: Int
    let holidays: Int
    let specialDates: Int

    /// Of eight moments, so many are where a date begins; the others lie anywhere, or on a quarter hour.
    let midnights: Int
    /// How many calendars are made for one stretch of wall-clock time, and how many cases for each calendar.
    let calendars: Int
    let cases: Int
}

extension Scale {
    /// Targets of hours and a few days, most of them close to a clock change.
    static let hours = Scale(
        days: 16,
        daysBeforeChange: 3...3,
        startDays: 4,
        probes: 0..<(5 * 86_400),
        pauses: -20_000..<200_000,
        pauseLengths: [1..<90_000],
        businessTime: 1...(6 * 3600),
        realTime: 1...(3 * 86_400),
        businessDays: [0, 1, 1, 1, 2, 2, 3, 5],
        warnings: 1...150_000,
        calendarDays: 8,
        holidays: 2,
        specialDates: 1,
        midnights: 1,
        calendars: 50,
        cases: 1
    )

    /// Targets of weeks and months, such as the code under test does not walk day by day.
    ///
    /// The weeks that it passes over begin with a date, and so does every other moment.
    static let weeks = Scale(
        days: 150,
        daysBeforeChange: 0...110,
        startDays: 30,
        probes: (20 * 86_400)..<(100 * 86_400),
        pauses: -86_400..<(60 * 86_400),
        pauseLengths: [3600..<43_200, 43_200..<(3 * 86_400), (3 * 86_400)..<(21 * 86_400)],
        businessTime: (100 * 3600)...(500 * 3600),
        realTime: (30 * 86_400)...(100 * 86_400),
        businessDays: Array(15...60),
        warnings: 1...1_500_000,
        calendarDays: 145,
        holidays: 4,
        specialDates: 2,
        midnights: 4,
        calendars: 4,
        cases: 5
    )
}
