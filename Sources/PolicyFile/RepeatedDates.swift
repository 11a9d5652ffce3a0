import SupportDomain
import Yams

/// Dates that stand twice in a calendar, so that one of the two never counts.
///
/// Only what the file says itself is compared: an imported calendar names what it likes, and special hours are how one
/// opens on a date of it.
enum RepeatedDates {
    static func suspicions(in root: Node) -> [Suspicion] {
        guard let calendars = root.mapping?[Node("calendars")]?.mapping else { return [] }
        return calendars.flatMap { key, calendar -> [Suspicion] in
            let place = "calendars.\(key.scalar?.string ?? "?")"
            let holidays = Entry.all(in: "holidays", of: calendar, at: place)
            let special = Entry.all(in: "special_hours", of: calendar, at: place)
            return twice(holidays) + overruled(holidays, by: special) + replaced(special)
        }
    }

    private static func twice(_ holidays: [Entry]) -> [Suspicion] {
        holidays.enumerated().compactMap { index, holiday in
            holidays[..<index].first { $0.days == holiday.days }.map {
                Suspicion(holiday.key, "'\($0.name)' is a holiday on the same date already")
            }
        }
    }

    private static func overruled(_ holidays: [Entry], by special: [Entry]) -> [Suspicion] {
        holidays.compactMap { holiday in
            special.first { holiday.days.isSubset(of: $0.days) }.map {
                Suspicion(holiday.key, "it never counts: the special hours of '\($0.name)' win over it")
            }
        }
    }

    private static func replaced(_ special: [Entry]) -> [Suspicion] {
        special.enumerated().compactMap { index, hours in
            special[(index + 1)...].first { hours.days.isSubset(of: $0.days) }.map {
                Suspicion(
                    hours.key,
                    "they never count: those of '\($0.name)' follow and win; write all hours of a date in one list"
                )
            }
        }
    }

    private struct Entry {
        let key: String
        let name: String
        let days: Set<CivilDate>

        static func all(in list: String, of calendar: Node, at place: String) -> [Entry] {
            (calendar.mapping?[Node(list)]?.sequence ?? []).enumerated().compactMap { index, item in
                guard let date = item.mapping?[Node("date")]?.scalar?.string, let rule = DateRule(date.withHyphens)
                else {
                    return nil
                }
                let name = item.mapping?[Node("name")]?.scalar?.string
                return Entry(
                    key: "\(place).\(list)[\(index + 1)]",
                    name: name ?? date,
                    days: Set(rule.days(in: Zone.years))
                )
            }
        }
    }
}
