import Foundation

/// What stalwart's mail-parser reads from a mail, from the JSON beside its fixtures.
struct StalwartExpectation {
    private let parts: [[String: Any]]
    private let textParts: [Int]

    init(_ path: String) throws {
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: Fixture.url(path))) as? [String: Any]
        parts = json?["parts"] as? [[String: Any]] ?? []
        textParts = json?["text_body"] as? [Int] ?? []
    }

    private func value(_ name: String) -> [String: Any]? {
        let headers = parts.first?["headers"] as? [[String: Any]]
        return headers?.last { $0["name"] as? String == name }?["value"] as? [String: Any]
    }

    /// The addresses of a header as `name <address>`.
    func addresses(_ name: String) -> [String] {
        let content = value(name)?["Address"] as? [String: Any]
        let groups = content?["Group"] as? [[String: Any]] ?? []
        let lists = [content?["List"]] + groups.map { $0["addresses"] }
        return lists.flatMap { $0 as? [[String: Any]] ?? [] }.map { entry in
            let address = entry["address"] as? String ?? ""
            return (entry["name"] as? String).map { "\($0) <\(address)>" } ?? address
        }
    }

    /// The texts of a header, such as the ids of References.
    func texts(_ name: String) -> [String] {
        let content = value(name)
        return content?["TextList"] as? [String] ?? (content?["Text"] as? String).map { [$0] } ?? []
    }

    var date: Date? {
        guard let date = value("date")?["DateTime"] as? [String: Any] else { return nil }
        func number(_ key: String) -> Int { date[key] as? Int ?? 0 }
        let offset = (number("tz_hour") * 60 + number("tz_minute")) * 60
        return DateComponents(
            calendar: Calendar(identifier: .gregorian),
            timeZone: TimeZone(secondsFromGMT: date["tz_before_gmt"] as? Bool == true ? -offset : offset),
            year: number("year"),
            month: number("month"),
            day: number("day"),
            hour: number("hour"),
            minute: number("minute"),
            second: number("second")
        ).date
    }

    /// The text body; nil when part of it is HTML, which everybody reads in their own way.
    var text: String? {
        var result = ""
        for index in textParts {
            guard let body = parts[index]["body"] as? [String: Any], let text = body["Text"] as? String else {
                return nil
            }
            result += text
        }
        return result.replacing("\r\n", with: "\n")
    }
}
