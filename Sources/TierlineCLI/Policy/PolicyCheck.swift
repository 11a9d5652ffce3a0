import ArgumentParser
import SupportDomain
import WorkerRuntime

/// `tierline policy check`: every mistake in a file, before anybody applies it.
struct PolicyCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report every mistake in policy files, with line and column, and run their examples.",
        discussion: """
            Needs no server. Exits with 65 when there is a mistake, and with 66 when a file cannot be read; the others \
            are checked all the same. All mistakes of a file are told at once; its examples, and what looks wrong, once \
            there are none. What is allowed and still looks wrong, such as a plan that no rule serves, is a \
            warning and changes nothing about that.

            Example: tierline policy check deploy/policies/*.yaml
            """
    )

    @Argument(help: "Policy files; - is standard input.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    @OptionGroup var output: OutputOptions

    func run() async throws {
        var reports: [PolicyCheckReport.File] = []
        var unreadable: [Refusal] = []
        for file in files {
            do {
                reports.append(PolicyCheckReport.File(try PolicySource(reading: file)))
            } catch let refusal as Refusal {
                unreadable.append(refusal)
            }
        }
        if !reports.isEmpty { output.write(PolicyCheckReport(files: reports)) }
        if let first = unreadable.first {
            throw Refusal(first.status, unreadable.map(\.message).joined(separator: "; "))
        }
        if reports.contains(where: { !$0.mistakes.isEmpty }) { throw ExitCode(ExitStatus.dataError.rawValue) }
    }
}

/// What is wrong with some policy files.
struct PolicyCheckReport: Report {
    struct File: Encodable {
        var file: String
        var programme: String?
        var examples: Int
        var mistakes: [String]
        var warnings: [String]

        init(_ source: PolicySource) {
            file = source.file
            programme = source.policy?.programme.id
            examples = source.policy?.examples.count ?? 0
            mistakes = source.mistakes
            warnings = source.warnings
        }
    }

    var files: [File]

    var text: String {
        files.flatMap { file in
            let warnings = file.warnings.map { TerminalText.line($0) }
            guard file.mistakes.isEmpty else { return file.mistakes.map { TerminalText.line($0) } + warnings }
            let examples = file.examples.of("example")
            return warnings + ["\(file.file): programme \(file.programme ?? ""), no mistakes, \(examples) as expected"]
        }
        .joined(separator: "\n")
    }
}
