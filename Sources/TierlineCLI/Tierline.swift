import ArgumentParser

/// `tierline`, the operator's command.
struct Tierline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tierline",
        abstract: "Looks after a Tierline support fleet.",
        discussion: """
            The servers are those that the workers use: TIERLINE_DATABASE_URL and TIERLINE_AMQP_URL in the environment, \
            or in the file that TIERLINE_CONFIG names. Passwords are never shown.

            Every command that answers something takes --json. Exit codes: 0 done; 1 a check found something; 64 the \
            command line is wrong; 65 the input is wrong; 66 a file is not there; 69 a server is not as it must be; \
            75 a server is away, try again later; 77 a server refused the credentials; 78 a setting is wrong.

            Shell completions: tierline --generate-completion-script bash > /etc/bash_completion.d/tierline
            """,
        version: "development",
        subcommands: [
            Migrate.self, TopologyCommand.self, PolicyCommand.self, Send.self, TicketCommand.self, Explain.self,
            DeadLetterCommand.self, Status.self, Verify.self, Work.self, ClockCommand.self, CustomerCommand.self,
            NotificationCommand.self, PageCommand.self, SLACommand.self,
        ]
    )
}
