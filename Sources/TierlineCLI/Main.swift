import AMQP
import ArgumentParser
import Foundation
import Postgres
import WorkerRuntime

/// The process: parses, runs, and turns whatever was thrown into one line and an exit code of `sysexits.h`.
@main
enum Main {
    static func main() async {
        do {
            var command = try Tierline.parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch let error where Refusal.isOurs(error) {
            let refusal = Refusal(error)
            try? FileHandle.standardError.write(contentsOf: Data("tierline: \(refusal.message)\n".utf8))
            Foundation.exit(refusal.status.rawValue)
        } catch {
            Tierline.exit(withError: error)  // usage, help, and exit codes that commands chose
        }
    }
}

extension Refusal {
    /// Whether an error is one of ours, and not the argument parser's.
    fileprivate static func isOurs(_ error: any Error) -> Bool {
        switch error {
        case is Refusal, is SettingError, is PostgresError, is AMQPError, is CancellationError, is CocoaError: true
        default: false
        }
    }
}
