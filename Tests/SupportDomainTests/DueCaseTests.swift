import Foundation
import SupportDomain
import Testing

struct DueCaseTests {
    /// Every Monday of a year, and one more.
    private static let mondays = (0..<53).map { week in
        "\(CivilDate(dayNumber: must(CivilDate("2026-01-05")).dayNumber + 7 * week))"
    }

    @Test(arguments: [
        ("holidays", mondays.map { "\"\($0)\"" }, "[", "]"),
        ("date_hours", mondays.map { "\"\($0)\": []" }, "{", "}"),
    ])
    func `a case that its dates close for a year is told so, by the key of those dates`(
        key: String,
        dates: [String],
        opening: String,
        closing: String
    ) {
        let json = """
            [{"name": "one", "timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]},
              "\(key)": \(opening)\(dates.joined(separator: ", "))\(closing),
              "start": "2026-01-05T10:00:00Z", "target_minutes": 5, "expected_due": null}]
            """
        let mistake = #expect(throws: DueCase.Mistake.self) { try DueCase.all(inJSON: Data(json.utf8)) }

        #expect(
            mistake?.description == "case 1 'one', key '\(key)': with these it is never open from 2026-01-05 to "
                + "2027-01-10: the clock would stand still"
        )
    }
}
