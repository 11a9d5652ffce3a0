import ArgumentParser
import Foundation
import SupportDomain
import WorkerRuntime

/// `tierline sla verify`: whether due times come out as somebody worked them out.
struct SLAVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Run a file of worked due times and report each that comes out otherwise.",
        discussion: """
            The file is a JSON list of cases: name, timezone, hours (by weekday a list of [open, close]), holidays, \
            date_hours, start, target_minutes, pauses ([from, to], or [from, null] while one is open), expected_due (null \
            while paused). Exits with 1 if any differs, and with 65 if the file cannot be read.

            Example: tierline sla verify sla-cases.json
            """
    )

    @Argument(help: "The file of cases; - is standard input.", completion: .file(extensions: ["json"]))
    var file: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let json = Data(try InputFile.bytes(of: file))
        let cases: [DueCase]
        do {
            cases = try DueCase.all(inJSON: json)
        } catch {
            throw Refusal(.dataError, "\(file): \(TerminalText.line("\(error)"))")
        }
        let report = SLAVerifyReport(cases)
        output.write(report)
        if !report.differences.isEmpty { throw ExitCode(1) }
    }
}

/// How worked cases compare with what is found.
struct SLAVerifyReport: Report {
    struct Difference: Encodable {
        var name: String
        /// Nil while an open pause keeps the due time away; likewise what was found.
        var expectedDue: Date?
        var foundDue: Date?
        /// Both as the calendar's own wall clock shows them.
        var expectedWallTime: String?
        var foundWallTime: String?
    }

    var cases: Int
    var differences: [Difference]

    init(_ cases: [DueCase]) {
        self.cases = cases.count
        differences = cases.filter { !$0.isAsExpected }.map { example in
            let zone = example.countdown.calendar.zone
            let found = example.countdown.due
            return Difference(
                name: example.name,
                expectedDue: example.expectedDue,
                foundDue: found,
                expectedWallTime: example.expectedDue.map { Policy.text($0, in: zone) },
                foundWallTime: found.map { Policy.text($0, in: zone) }
            )
        }
    }

    var text: String {
        guard !differences.isEmpty else { return "\(cases.of("case")), all as expected" }
        var table = Table(["CASE", "EXPECTED", "FOUND"])
        for difference in differences {
            table.add(
                difference.name,
                difference.expectedWallTime ?? "not due while paused",
                difference.foundWallTime ?? "not due while paused"
            )
        }
        return table.text(ifEmpty: "") + "\n\n\(cases.of("case")), \(differences.count) not as expected"
    }
}
