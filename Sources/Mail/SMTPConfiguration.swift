import Foundation

/// Which mail server takes our mail, and how it is spoken to.
package struct SMTPConfiguration: Hashable, Sendable {
    /// How the connection is encrypted.
    package enum Security: String, Hashable, Sendable, CaseIterable {
        /// Never: for a server on this machine.
        case none
        /// STARTTLS if the server offers it; an attacker on the way can take the offer away.
        case optional
        /// STARTTLS, and no mail without it.
        case required
        /// TLS from the first byte, as `smtps://` and port 465 have it.
        case implicit
    }

    package var host: String
    package var port: Int
    package var security: Security
    package var username: String?
    package var password: String?
    /// The name we greet with; libcurl takes the name of this machine when it is nil.
    package var clientName: String?
    /// A file of certificate authorities in PEM; nil means those of the system.
    package var certificateAuthorities: String?
    /// How long a connection may take, TLS and greeting not included.
    package var connectTimeout: Duration = .seconds(10)
    /// How long one mail may take in all.
    package var timeout: Duration = .seconds(60)

    package init(host: String, port: Int, security: Security) {
        self.host = host
        self.port = port
        self.security = security
    }

    /// Reads `smtp://user:password@host:port/client-name` or `smtps://…`.
    ///
    /// The default port is 587 with STARTTLS required or optional, 25 with ``Security/none`` and 465 with `smtps`.
    ///
    /// - Parameters:
    ///   - url: the server; user and password are percent-encoded.
    ///   - security: what `smtp` means; `smtps` always means ``Security/implicit``.
    /// - Throws: ``MailError/Code/invalidConfiguration``; its message never holds the password.
    package init(url: String, security: Security = .required) throws(MailError) {
        guard let components = URLComponents(string: url), let scheme = components.scheme?.lowercased(),
            ["smtp", "smtps"].contains(scheme), let host = components.host, !host.isEmpty
        else {
            throw MailError(
                code: .invalidConfiguration,
                operation: "read the SMTP URL",
                message: "it must look like smtp://user:password@host:587 or smtps://host"
            )
        }
        let security = scheme == "smtps" ? .implicit : security
        let defaultPort =
            switch security {
            case .none: 25
            case .optional, .required: 587
            case .implicit: 465
            }
        self.init(host: host, port: components.port ?? defaultPort, security: security)
        username = components.user
        password = components.password
        let path = components.path.drop { $0 == "/" }
        clientName = path.isEmpty ? nil : String(path)
    }

    /// The URL libcurl is given, without any secret.
    var connectionURL: String {
        var components = URLComponents()
        components.scheme = security == .implicit ? "smtps" : "smtp"
        components.host = host
        components.port = port
        if let clientName { components.path = "/" + clientName }
        return components.string ?? ""
    }
}
