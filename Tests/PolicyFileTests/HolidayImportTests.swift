import Foundation
import PolicyFile
import SupportDomain
import Testing

/// Holidays as governments publish them.
struct HolidayImportTests {
    private let published = """
        BEGIN:VCALENDAR
        VERSION:2.0
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20260703
        DTEND;VALUE=DATE:20260704
        SUMMARY:Independence Day\\, obs
         erved
        END:VEVENT
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20241128
        RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH
        SUMMARY:Thanksgiving
        END:VEVENT
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20251224
        DTEND;VALUE=DATE:20251227
        RRULE:FREQ=YEARLY;COUNT=3
        EXDATE;VALUE=DATE:20251224
        EXDATE;TZID=America/Los_Angeles:20271224T000000
        SUMMARY:Christmas
        END:VEVENT
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20260803
        DURATION:P1W
        SUMMARY:Works holiday
        BEGIN:VALARM
        SUMMARY:Not this
        DURATION:P1D
        END:VALARM
        END:VEVENT
        BEGIN:VEVENT
        DTSTART:20260105T090000Z
        SUMMARY:A meeting is no holiday
        END:VEVENT
        BEGIN:VEVENT
        DTSTART;VALUE=DATE:20260106
        STATUS:CANCELLED
        SUMMARY:Nor is what was cancelled
        END:VEVENT
        END:VCALENDAR

        """

    @Test(arguments: [
        ("2026-07-03", "Independence Day, observed"), ("2026-07-04", nil), ("2026-11-26", "Thanksgiving"),
        ("2031-11-27", "Thanksgiving"), ("2023-11-23", nil), ("2025-12-24", nil), ("2026-12-24", "Christmas"),
        ("2026-08-03", "Works holiday"), ("2026-08-09", "Works holiday"), ("2026-08-10", nil),
        ("2026-12-26", "Christmas"), ("2026-12-27", nil), ("2027-12-24", nil), ("2026-01-05", nil), ("2026-01-06", nil),
    ])
    func `an imported calendar's whole days are holidays`(date: String, name: String?) throws {
        let text = try policy(importing: "holidays.ics")
        let policy = try PolicyDocument.parse(text, file: "test.yaml") { $0 == "holidays.ics" ? published : nil }.get()
        let day = try #require(CivilDate(date)).dayNumber

        #expect(policy.calendars["standard-hours"]?.occasion(onDay: day) == name)
    }

    @Test(arguments: [
        ("holidays.ics", "holidays.ics"), ("us holidays.ics", "us holidays.ics"),
        ("\"us # holidays.ics\"", "us # holidays.ics"), ("kim's holidays.ics", "kim's holidays.ics"),
        ("'us {all} holidays.ics'", "us {all} holidays.ics"),
    ])
    func `what is applied has the file's contents in it and needs the file no more`(
        written: String,
        name: String
    ) throws {
        let text = try policy(importing: written)
        let resolved = PolicyImports.resolved(in: text) { $0 == name ? published : nil }
        let policy = try PolicyDocument.parse(resolved, file: "test.yaml").get()
        let day = try #require(CivilDate("2026-07-03")).dayNumber

        #expect(policy.calendars["standard-hours"]?.occasion(onDay: day) == "Independence Day, observed")
        #expect(PolicyImports.resolved(in: resolved) { _ in nil } == resolved)
    }

    @Test func `a file is taken in between braces, too`() {
        let text = PolicyImports.resolved(in: "  - {import: us holidays.ics}   # {as published}") { name in
            name == "us holidays.ics" ? "BEGIN:VCALENDAR" : nil
        }

        #expect(text == "  - icalendar: |2\n      BEGIN:VCALENDAR")
    }

    @Test func `a file is taken in wherever its line ends as in Windows, too`() throws {
        let text = try policy(importing: "holidays.ics").replacing("\n", with: "\r\n")
        let resolved = PolicyImports.resolved(in: text) { _ in published }

        #expect(try PolicyDocument.parse(resolved, file: "test.yaml").get().calendars["standard-hours"] != nil)
    }

    @Test(arguments: [
        ("missing.ics", "there is no file 'missing.ics' beside the policy"),
        ("letter.ics", "this is no iCalendar file: there is no BEGIN:VCALENDAR"),
        ("empty.ics", "the iCalendar file has no event that lasts a whole day"),
        (
            "odd.ics",
            "line 4 of 'odd.ics': the rule 'FREQ=DAILY' of 'Daily' is not understood; "
                + "write the holiday as a date of its own"
        ),
        (
            "never.ics",
            "line 5 of 'never.ics': the rule 'FREQ=YEARLY;COUNT=-1' of 'Never' is not understood; "
                + "write the holiday as a date of its own"
        ),
        (
            "eternal.ics",
            "line 5 of 'eternal.ics': the duration 'P9223372036854775807D' is not understood; write days, such as P1D"
        ),
        ("long.ics", "line 5 of 'long.ics': 'Long' lasts longer than a year"),
        ("until.ics", "line 5 of 'until.ics': 'SOME DAY' is not a date"),
        ("except.ics", "line 5 of 'except.ics': '2026-12-24' is not a date"),
        (
            "often.ics",
            "line 5 of 'often.ics': the rule 'FREQ=YEARLY;INTERVAL=two' of 'Often' is not understood; "
                + "write the holiday as a date of its own"
        ),
    ])
    func `a file that is no use is a mistake where it is imported`(name: String, message: String) throws {
        func event(_ name: String, _ property: String) -> String {
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260703\nSUMMARY:\(name)\n\(property)\n"
                + "END:VEVENT\nEND:VCALENDAR\n"
        }
        let files = [
            "never.ics": event("Never", "RRULE:FREQ=YEARLY;COUNT=-1"),
            "eternal.ics": event("Eternal", "DURATION:P9223372036854775807D"),
            "until.ics": event("Until", "RRULE:FREQ=YEARLY;UNTIL=some day"),
            "except.ics": event("Except", "EXDATE:2026-12-24"),
            "often.ics": event("Often", "RRULE:FREQ=YEARLY;INTERVAL=two"),
            "long.ics": event("Long", "DTEND;VALUE=DATE:20270801"),
            "letter.ics": "Dear support team,\n",
            "empty.ics": "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
            "odd.ics": """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:20260703
            RRULE:FREQ=DAILY
            SUMMARY:Daily
            END:VEVENT
            END:VCALENDAR
            """,
        ]
        let result = try PolicyDocument.parse(policy(importing: name), file: "test.yaml") { files[$0] }
        guard case .failure(let mistakes) = result else {
            Issue.record("no mistake was found")
            return
        }

        #expect(mistakes.all.map(\.key) == ["calendars.standard-hours.holidays[2].import"])
        #expect(mistakes.all.map(\.message) == [message])
    }

    @Test func `all that is wrong with a file is told at once, each with its line there`() throws {
        let broken = published.replacing("DTSTART;VALUE=DATE:20260703", with: "DTSTART;VALUE=DATE:July 3rd")
            .replacing("DTSTART;VALUE=DATE:20241128", with: "\nDTSTART;VALUE=DATE:2024112?")
            .replacing("COUNT=3", with: "COUNT=none")
            .replacing("20271224T000000", with: "someday")
            .replacing("DURATION:P1W", with: "DURATION:a week")
        let told = [
            "line 4 of 'broken.ics': 'July 3rd' is not a date",
            "line 11 of 'broken.ics': '2024112?' is not a date",
            "line 18 of 'broken.ics': the rule 'FREQ=YEARLY;COUNT=none' of 'Christmas' is not understood; "
                + "write the holiday as a date of its own",
            "line 20 of 'broken.ics': 'someday' is not a date",
            "line 25 of 'broken.ics': the duration 'a week' is not understood; write days, such as P1D",
        ]
        let text = try policy(importing: "broken.ics")
        let result = PolicyDocument.parse(text, file: "test.yaml") { _ in broken }
        guard case .failure(let mistakes) = result else {
            Issue.record("no mistake was found")
            return
        }

        #expect(Set(mistakes.all.map(\.message)) == Set(told))
        #expect(Set(mistakes.all.map(\.key)) == ["calendars.standard-hours.holidays[2].import"])
    }

    @Test func `special hours on an imported holiday are no reason to warn`() throws {
        let line = "      - import: holidays.ics   # as published\n"
        let edit = try PolicyEdit(
            policy(importing: "holidays.ics"),
            line,
            line + "    special_hours:\n      - {date: 2026-07-03, name: Half a day, hours: 09:00-12:00}\n"
        )
        let text = PolicyImports.resolved(in: edit.text) { _ in published }
        let policy = try PolicyDocument.parse(text, file: "test.yaml").get()

        #expect(PolicyWarning.all(in: policy, of: text, file: "test.yaml", at: .now) == [])
    }

    /// The shipped policy with a holiday of its own and an imported file.
    private func policy(importing name: String) throws -> String {
        let hours = "      mon-fri: 09:00-18:00\n"
        var text = try Shipped.qAviogen.text()
        let place = try #require(text.firstRange(of: hours))
        text.replaceSubrange(
            place,
            with: hours
                + "    holidays:\n      - {date: 2026-02-02, name: Inventory}\n      - import: \(name)   # as published\n"
        )
        return text
    }
}
