import Foundation
import Logging
import Mail
import SupportDomain
import WorkerRuntime

extension Setting {
    static let mailRoute = Setting(
        "TIERLINE_MAIL",
        isSecret: true,
        help: "where mails go: smtp://user:password@host:587, smtps://host, maildir:/a/folder, or null: to discard them"
    )
    static let mailPasswordFile = Setting(
        "TIERLINE_MAIL_PASSWORD_FILE",
        help: "a file that holds the mail server's password, in place of the URL"
    )
    static let mailSecurity = Setting(
        "TIERLINE_MAIL_SECURITY",
        default: "required",
        help: "whether smtp: must use STARTTLS: required, optional or none"
    )
    static let mailConnections = Setting(
        "TIERLINE_MAIL_CONNECTIONS",
        default: "4",
        help: "how many conversations with the mail server are held at once"
    )
    static let webhookSecretFile = Setting(
        "TIERLINE_WEBHOOK_SECRET_FILE",
        help:
            "a file with the key webhooks are signed with, or a line 'HOST KEY' for each receiver; without it none are sent"
    )
    static let webhookPlainHTTP = Setting(
        "TIERLINE_WEBHOOK_ALLOW_HTTP",
        default: "false",
        help: "whether webhooks may go to http: URLs, without TLS"
    )

    static let notifying = [
        mailRoute, mailPasswordFile, mailSecurity, mailConnections, webhookSecretFile, webhookPlainHTTP,
    ]
}

extension WorkerContext {
    /// The ways out of the fleet that are configured.
    func deliveryDoors() throws -> [SupportDomain.Notification.Channel: any DeliveryDoor] {
        var doors: [SupportDomain.Notification.Channel: any DeliveryDoor] = [.chat: ChatDoor(publisher: publisher)]
        doors[.email] = try mailDoor()
        if let file = try settings.text(.webhookSecretFile) {
            doors[.webhook] = WebhookDoor(
                keys: try Self.webhookKeys(in: file),
                allowsPlainHTTP: try settings.flag(.webhookPlainHTTP)
            )
        }
        return doors
    }

    private func mailDoor() throws -> (any DeliveryDoor)? {
        guard let route = try settings.text(.mailRoute) else {
            logger.warning("TIERLINE_MAIL is not set: mails wait until it is")
            return nil
        }
        if route == "null:" { return NullDoor() }
        if route.hasPrefix("maildir:") {
            let path = String(route.dropFirst("maildir:".count))
            guard path.hasPrefix("/") else {
                throw SettingError(key: Setting.mailRoute.name, problem: "must name the Maildir by a path from /")
            }
            return MailDoor(.maildir(Maildir(URL(filePath: path, directoryHint: .isDirectory))))
        }
        return MailDoor(.smtp(try smtpClients(url: route)))
    }

    private func smtpClients(url: String) throws -> [SMTPClient] {
        let security = try settings.text(.mailSecurity) ?? ""
        guard let required = SMTPConfiguration.Security(rawValue: security), required != .implicit else {
            throw SettingError(
                key: Setting.mailSecurity.name,
                problem: "must be required, optional or none, not '\(security)'"
            )
        }
        do {
            var configuration = try SMTPConfiguration(url: url, security: required)
            if let file = try settings.text(.mailPasswordFile) {
                configuration.password = try Self.secret(in: file, of: .mailPasswordFile)
            }
            let count = try settings.wholeNumber(.mailConnections, in: 1...64) ?? 4
            return (1...count).map { SMTPClient(configuration, name: "smtp-\($0)") }
        } catch let error as MailError {
            throw SettingError(key: Setting.mailRoute.name, problem: error.message)
        }
    }

    private static func webhookKeys(in file: String) throws -> WebhookKeys {
        do {
            return try WebhookKeys(parsing: secret(in: file, of: .webhookSecretFile))
        } catch let mistake as WebhookKeyMistake {
            throw SettingError(
                key: Setting.webhookSecretFile.name,
                problem: "names '\(file)', whose line \(mistake.line) is wrong: \(mistake.problem)"
            )
        }
    }

    private static func secret(in file: String, of setting: Setting) throws -> String {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines),
            !text.isEmpty
        else { throw SettingError(key: setting.name, problem: "names '\(file)', which cannot be read or is empty") }
        return text
    }
}
