import ArgumentParser
import Foundation
import SupportWorkers
import Testing

@testable import TierlineCLI

struct CommandLineTests {
    @Test(arguments: [
        ["send"],
        ["send", "--programme", "Arch Builder"],
        ["send", "--programme", "archbuilder", "--type", "ticket.exploded"],
        ["send", "--programme", "archbuilder", "--mail", "--text", "hello"],
        ["send", "--programme", "archbuilder", "--json", "body.json", "--text", "hello"],
        ["clock", "advance", "soon"],
        ["clock", "set", "tomorrow"],
        ["dead", "replay"],
        ["dead", "replay", "1", "--all"],
        ["dead", "discard", "1"],
        ["dead", "discard", "1", "--why", " "],
        ["ticket", "list", "--priority", "urgent"],
        ["ticket", "list", "--status", "lost"],
        ["ticket", "list", "--limit", "0"],
        ["explain", "AB-1", "speed"],
        ["policy", "show", "--yaml"],
        ["page", "acknowledge", "AB-1", "--by", "kim"],
        ["customer", "set", "nobody", "--programme", "archbuilder", "--plan", "standard"],
        ["work", "plumber"],
        ["sla", "verify"],
        ["sla", "due", "--start", "2026-01-09 16:00"],
        ["sla", "due", "--start", "2026-01-09 16:00", "--target", "soon"],
        ["sla", "due", "--start", "Friday", "--target", "4h"],
        ["sla", "due", "--start", "2026-01-09 16:00", "--target", "4h", "--hours", "mon-fri"],
        ["sla", "due", "--start", "2026-01-09 16:00", "--target", "4h", "--zone", "PST"],
        ["sla", "due", "--start", "2026-01-09 16:00", "--target", "4h", "--pause", "2026-01-09 17:00"],
        ["sla", "due", "--start", "2026-01-09 16:00", "--target", "4h", "--metric", "resolution"],
        ["sla", "due", "--start", "2026-01-09 16:00", "--policy", "one.yaml", "--target", "4h"],
        ["sla", "due", "--start", "2026-01-09 16:00", "--policy", "one.yaml", "--holiday", "12-24"],
        ["sla", "due", "--start", "2026-01-09 16:00", "--policy", "one.yaml", "--date-hours", "12-24 09:00-12:00"],
    ])
    func `a wrong command line is refused with 64`(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try Tierline.parseAsRoot(arguments) }
        if let error {
            #expect(Tierline.exitCode(for: error).rawValue == 64)
            #expect(!Tierline.message(for: error).isEmpty)
        }
    }

    @Test(arguments: [
        ["migrate", "--plan", "--json"],
        ["topology", "verify"],
        ["policy", "check", "one.yaml", "two.yaml"],
        ["ticket"],
        ["ticket", "list", "--status", "waiting_on_vendor", "--priority", "p1", "--overdue"],
        ["ticket", "explain", "AB-1042"],
        ["explain", "1042", "first_response"],
        ["dead"],
        ["dead", "replay", "--queue", "intake", "--reason", "refused"],
        ["notification", "list", "--failed"],
        ["page"],
        ["work", "intake", "triage"],
        ["clock", "advance", "1h 30m"],
        ["clock", "set", "2027-01-04T09:00:00Z"],
        ["sla", "verify", "cases.json", "--json"],
        [
            "sla", "due", "--start", "2026-01-09T16:00:00Z", "--target", "4-8 business hours", "--hours",
            "daily 9:00-17:00",
        ],
        [
            "sla", "due", "--start", "2026-01-09 16:00", "--policy", "a.yaml", "--priority", "P1", "--metric",
            "resolution",
        ],
    ])
    func `a right command line is understood`(arguments: [String]) throws {
        _ = try Tierline.parseAsRoot(arguments)
    }

    @Test func `every command says what it does and every option what it is for`() {
        for command in Self.leaves(of: Tierline.self) {
            let help = command.helpMessage()
            #expect(!command.configuration.abstract.isEmpty, "\(command)")
            let lines = help.split(separator: "\n").map(String.init)
            for (line, next) in zip(lines, lines.dropFirst() + [""])
            where line.wholeMatch(of: #/ +--[a-z-]+( <[^>]+>)?/#) != nil {
                #expect(next.hasPrefix("        "), "\(command): \(line) has no help")
            }
        }
    }

    @Test func `completions can be generated`() {
        #expect(Tierline.completionScript(for: .bash).contains("tierline"))
    }

    private static func leaves(of command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        let children = command.configuration.subcommands
        return children.isEmpty ? [command] : children.flatMap { leaves(of: $0) }
    }
}
