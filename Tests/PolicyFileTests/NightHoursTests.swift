import Foundation
import PolicyFile
import SupportDomain
import Testing

/// Hours through the night, as a policy writes them.
struct NightHoursTests {
    /// ArchBuilder's office, which is closed on New Year's Day, a Thursday in 2026, and works at night instead.
    private let policy: Policy

    init() throws {
        let edit = try PolicyEdit(ArchBuilder.text(), "      mon-fri: 09:00-18:00\n", "      mon-fri: 22:00-06:00\n")
        policy = try PolicyDocument.parse(edit.text, file: "test.yaml").get()
    }

    @Test(arguments: [
        ("a shift goes on behind midnight", "Mon 2026-01-05 23:00", "4 business hours", "Tue 2026-01-06 03:00"),
        ("the day lies between two shifts", "Tue 2026-01-06 05:00", "2 business hours", "Tue 2026-01-06 23:00"),
        ("Friday's shift ends on Saturday", "Fri 2026-01-09 23:00", "7 business hours", "Sat 2026-01-10 06:00"),
        ("no shift ends on Sunday or Monday", "Sat 2026-01-10 05:00", "2 business hours", "Mon 2026-01-12 23:00"),
        // A holiday closes its own date and nothing else.
        ("a shift ends when a holiday begins", "Wed 2025-12-31 22:00", "2 business hours", "Thu 2026-01-01 00:00"),
        ("so it lacks its morning", "Wed 2025-12-31 22:00", "3 business hours", "Fri 2026-01-02 01:00"),
        (
            "a shift of the holiday begins when that ends", "Thu 2026-01-01 22:00", "6 business hours",
            "Fri 2026-01-02 06:00"
        ),
        ("the shift after it is whole", "Fri 2026-01-02 05:00", "9 business hours", "Sat 2026-01-03 06:00"),
    ])
    func `hours through the night belong to the two dates that they lie on`(
        what: String,
        from: String,
        target: String,
        due: String
    ) throws {
        let office = policy.calendar(named: "office")
        let countdown = Countdown(
            from: try Promise.moment(from, in: office.zone),
            target: try #require(Target(target)),
            calendar: office
        )

        #expect(try countdown.due == Promise.moment(due, in: office.zone), "\(what)")
    }

    @Test(arguments: [
        ("Wed 2025-12-31 23:00", Arrival.inHours), ("Thu 2026-01-01 03:00", .weekend),
        ("Thu 2026-01-01 23:00", .weekend), ("Fri 2026-01-02 03:00", .inHours), ("Fri 2026-01-02 12:00", .afterHours),
        ("Sat 2026-01-03 03:00", .inHours), ("Sat 2026-01-03 12:00", .afterHours), ("Sun 2026-01-04 03:00", .weekend),
    ])
    func `what comes at night comes in hours, but on a holiday`(time: String, arrival: Arrival) throws {
        let office = policy.calendar(named: "office")
        #expect(try office.arrival(at: Promise.moment(time, in: office.zone)) == arrival)
    }
}
