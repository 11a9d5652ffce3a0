import ArgumentParser

/// `tierline policy`: support programmes as files.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract:
            "Support programmes: check a file, see what it changes and would have changed, put it in force, show what is.",
        discussion: """
            A programme (plans, calendars, targets, tiers, rules, words) is one YAML file. Applying it stores a new \
            version, which running workers pick up within two seconds; tickets remember the version they were decided under.
            """,
        subcommands: [PolicyCheck.self, PolicyDiff.self, PolicyBacktest.self, PolicyApply.self, PolicyShow.self]
    )
}
