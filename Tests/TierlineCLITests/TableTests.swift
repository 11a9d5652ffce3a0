import Foundation
import Testing

@testable import TierlineCLI

struct TableTests {
    @Test func `columns line up, and a missing value is a dash`() {
        var table = Table(["TICKET", "STATUS"])
        table.add("AB-1", "open")
        table.add("AB-1042", nil)

        #expect(
            table.text(ifEmpty: "") == """
                TICKET   STATUS
                AB-1     open
                AB-1042  –
                """
        )
    }

    @Test func `wide characters take two columns`() {
        var table = Table(["SUBJECT", "STATUS"])
        table.add("日本語", "open")
        table.add("export", "open")

        #expect(
            table.text(ifEmpty: "") == """
                SUBJECT  STATUS
                日本語   open
                export   open
                """
        )
    }

    @Test func `an empty table says so`() {
        #expect(Table(["TICKET"]).text(ifEmpty: "No tickets.") == "No tickets.")
    }

    @Test(arguments: [
        ("Export\u{1b}[31m fails", "Export\u{FFFD}[31m fails"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\u{9b}2J", "\u{FFFD}2J"),
        ("turned \u{202E}around", "turned \u{FFFD}around"),
        ("Größe, naïve, 日本語 👍🏽", "Größe, naïve, 日本語 👍🏽"),
    ])
    func `a text from outside cannot steer the terminal`(text: String, shown: String) {
        #expect(TerminalText.line(text) == shown)
    }

    @Test func `a long cell is cut where it still fits`() {
        #expect(TerminalText.line("Performance degradation", atMost: 12) == "Performance…")
        #expect(TerminalText.line("日本語日本語", atMost: 6) == "日本…")
    }

    @Test(arguments: [
        (5.0, "in 5s"), (-5, "5s ago"), (0.2, "now"), (3600, "in 1h"), (12_000, "in 3h 20m"), (-187_200, "2d 4h ago"),
    ])
    func `a distance has its two largest units`(seconds: Double, text: String) {
        let now = Date(timeIntervalSince1970: 1_800_000_000)

        #expect(TimeText.distance(from: now, to: now.addingTimeInterval(seconds)) == text)
    }
}
