import ArgumentParser
import WorkerRuntime

/// `tierline dead`: messages that could not be processed.
struct DeadLetterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "Messages that could not be processed: list, show, replay, discard.",
        discussion: """
            Nothing is thrown away: a message that a worker cannot deal with is kept whole, with the reason. Mend the \
            cause, then replay it; it goes to the queue it failed on, with its own id, so that it takes effect once.
            """,
        subcommands: [DeadLetterList.self, DeadLetterShow.self, DeadLetterReplay.self, DeadLetterDiscard.self],
        defaultSubcommand: DeadLetterList.self
    )
}

extension DeadLetterReason: ExpressibleByArgument {}
