package import AMQP
import Foundation
package import Postgres

extension Refusal {
    /// Why a process does not start because of its database.
    package init(_ error: PostgresError) {
        let status: ExitStatus =
            switch error.code {
            case .refused: .noPermission
            case .migrationRefused: .unavailable
            case .statementFailed where error.sqlState == "42501": .noPermission
            case .statementFailed: .unavailable
            default: error.isTransient ? .temporaryFailure : .software
            }
        if error.sqlState == "42P01" {
            self.init(.unavailable, "the database has no schema of ours; run: tierline migrate")
        } else {
            self.init(status, "the database: \(error.message.onOneLine)")
        }
    }

    /// Why a process does not start because of its broker.
    package init(_ error: AMQPError) {
        let status: ExitStatus =
            switch error.code {
            case .invalidConfiguration, .tlsFailed: .configuration
            case .accessRefused, .virtualHostRefused: .noPermission
            case .topologyDiffers, .notFound, .preconditionFailed: .unavailable
            default: error.isTransient ? .temporaryFailure : .software
            }
        self.init(status, "the broker: \(error.message.onOneLine)")
    }

    /// Why a process does not start, whatever was thrown.
    package init(_ error: any Error) {
        switch error {
        case let refusal as Refusal: self = refusal
        case let error as SettingError: self.init(.configuration, "\(error)")
        case let error as PostgresError: self.init(error)
        case let error as AMQPError: self.init(error)
        default: self.init(.software, "\(error)".onOneLine)
        }
    }
}

extension String {
    fileprivate var onOneLine: String {
        split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "; ")
    }
}
