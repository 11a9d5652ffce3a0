import SupportDomain
import Testing

struct DateRuleTests {
    @Test(arguments: [
        ("2026-12-24", ["2026-12-24"]),
        ("12-24", ["2025-12-24", "2026-12-24", "2027-12-24"]),
        ("4th thu november", ["2025-11-27", "2026-11-26", "2027-11-25"]),
        ("last mon may", ["2025-05-26", "2026-05-25", "2027-05-31"]),
        ("day after 4th thu november", ["2025-11-28", "2026-11-27", "2027-11-26"]),
        ("easter", ["2025-04-20", "2026-04-05", "2027-03-28"]),
        ("good friday", ["2025-04-18", "2026-04-03", "2027-03-26"]),
        ("39 days after easter", ["2025-05-29", "2026-05-14", "2027-05-06"]),
        ("sat on or after 06-20", ["2025-06-21", "2026-06-20", "2027-06-26"]),
        ("07-04 observed", ["2025-07-04", "2026-07-03", "2027-07-05"]),
        ("2026-12-30 to 2027-01-01", ["2026-12-30", "2026-12-31", "2027-01-01"]),
        ("12-30 to 12-31", ["2025-12-30", "2025-12-31", "2026-12-30", "2026-12-31", "2027-12-30", "2027-12-31"]),
    ])
    func `a date rule falls on the days people mean by it, and reads back`(text: String, days: [String]) throws {
        let rule = try #require(DateRule(text))
        let closed = try BusinessCalendar(
            name: "closed by the rule",
            zone: .utc,
            weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, [.wholeDay]) }),
            holidays: [.init(date: rule, name: text)]
        )
        let span = try #require(CivilDate("2025-01-01")).dayNumber...#require(CivilDate("2027-12-31")).dayNumber

        #expect(span.filter { closed.occasion(onDay: $0) != nil }.map { "\(CivilDate(dayNumber: $0))" } == days)
        #expect(DateRule(rule.description) == rule)
    }

    @Test(arguments: [
        "", "13-01", "02-30", "6th mon may", "easter egg", "on or after 06-20", "0 days after easter", "soon to 12-31",
        "2026-12-31 to 2026-12-24",
    ])
    func `what is no date is refused`(text: String) {
        #expect(DateRule(text) == nil)
    }
}
