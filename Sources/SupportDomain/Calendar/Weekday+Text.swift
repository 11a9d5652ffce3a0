extension Weekday {
    /// The weekdays of `mon`, `mon-fri`, `sat, sun` or `daily`; nil for anything else.
    package static func days(in text: String) -> [Weekday]? {
        if text == "daily" { return Weekday.allCases }
        var days: [Weekday] = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
            guard let first = ends.first.flatMap({ Weekday(name: $0) }), ends.count <= 2 else { return nil }
            guard ends.count == 2 else {
                days.append(first)
                continue
            }
            guard let last = Weekday(name: ends[1]) else { return nil }
            let length = (last.rawValue - first.rawValue + 7) % 7
            days += (0...length).map { Weekday.allCases[(first.rawValue + $0) % 7] }
        }
        return days.isEmpty ? nil : days
    }
}
