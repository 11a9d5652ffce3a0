import CRabbitMQ
import Foundation

/// From nothing to a connection that is logged in.
struct Handshake {
    let host: BrokerConfiguration.Host
    let configuration: BrokerConfiguration
    let name: String

    /// Opens the socket, with TLS where it is asked for.
    ///
    /// - Returns: the descriptor, which the state owns.
    func openSocket(_ state: amqp_connection_state_t) throws(AMQPError) -> CInt {
        let isSecure = configuration.tls != nil
        let socket = unsafe isSecure ? amqp_ssl_socket_new(state) : amqp_tcp_socket_new(state)
        guard let socket = unsafe socket else { throw failure(.connectionLost, "no memory is left", isTransient: true) }
        if let tls = configuration.tls { unsafe try apply(tls, to: socket) }

        errno = 0
        var limit = timeval(configuration.connectTimeout)
        let status = unsafe amqp_socket_open_noblock(socket, host.name, CInt(host.port), &limit)
        guard status == AMQP_STATUS_OK.rawValue else { throw openFailure(status, errno) }

        limit = timeval(configuration.connectTimeout)
        _ = unsafe amqp_set_handshake_timeout(state, &limit)
        limit = timeval(configuration.requestTimeout)
        _ = unsafe amqp_set_rpc_timeout(state, &limit)
        return unsafe amqp_socket_get_sockfd(socket)
    }

    /// Authenticates and enters the virtual host, declaring what this client understands.
    func logIn(_ state: amqp_connection_state_t, arena: Arena) throws(AMQPError) {
        let password = try configuration.password()
        let isExternal = configuration.tls?.authenticatesByCertificate == true
        let properties: [String: FieldValue] = [
            "product": "tierline",
            "connection_name": .string(name),
            "capabilities": .table([
                "authentication_failure_close": true,
                "basic.nack": true,
                "connection.blocked": true,
                "consumer_cancel_notify": true,
                "publisher_confirms": true,
            ]),
        ]
        var table = unsafe arena.table(properties)
        let reply = unsafe tierline_login(
            state,
            configuration.virtualHost,
            131_072,
            CInt(max(1, configuration.heartbeat.components.seconds)),  // zero would turn heartbeats off
            &table,
            isExternal ? AMQP_SASL_METHOD_EXTERNAL : AMQP_SASL_METHOD_PLAIN,
            configuration.user,
            password
        )
        arena.reset()
        do {
            unsafe try Connection.check("connection.open", reply, host: host)
        } catch {
            throw loginFailure(error)
        }
    }

    private func apply(_ tls: TLSConfiguration, to socket: OpaquePointer) throws(AMQPError) {
        unsafe amqp_ssl_socket_set_verify_peer(socket, tls.verifiesPeer ? 1 : 0)
        unsafe amqp_ssl_socket_set_verify_hostname(socket, tls.verifiesPeer ? 1 : 0)
        _ = unsafe amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST)
        if tls.verifiesPeer {
            let file: String
            if let own = tls.authorityFile { file = own } else { file = try systemAuthorities() }
            guard unsafe amqp_ssl_socket_set_cacert(socket, file) == AMQP_STATUS_OK.rawValue else {
                throw failure(.tlsFailed, "cannot read the certificate authorities in \(file): it must be a PEM file")
            }
        }
        if let certificate = tls.certificateFile, let key = tls.keyFile {
            guard unsafe amqp_ssl_socket_set_key(socket, certificate, key) == AMQP_STATUS_OK.rawValue else {
                throw failure(
                    .tlsFailed,
                    "cannot use the certificate \(certificate) with the key \(key): both must be PEM files that match"
                )
            }
        }
    }

    private func systemAuthorities() throws(AMQPError) -> String {
        let known = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"]
        guard let file = known.first(where: { FileManager.default.isReadableFile(atPath: $0) }) else {
            throw failure(.tlsFailed, "this system has no certificate authorities; name a file with cacertfile=")
        }
        return file
    }

    private func openFailure(_ status: CInt, _ number: CInt) -> AMQPError {
        switch amqp_status_enum(rawValue: status) {
        case AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED:
            failure(.tlsFailed, "the certificate of \(host) is for another host name; use the name it was issued for")
        case AMQP_STATUS_SSL_PEER_VERIFY_FAILED:
            failure(.tlsFailed, "the certificate of \(host) is not signed by a trusted authority; see cacertfile=")
        case AMQP_STATUS_SSL_CONNECTION_FAILED, AMQP_STATUS_SSL_ERROR, AMQP_STATUS_SSL_SET_ENGINE_FAILED:
            failure(
                .tlsFailed,
                "TLS with \(host) failed: its certificate is not trusted, ours is refused, or the port speaks no TLS"
            )
        case AMQP_STATUS_HOSTNAME_RESOLUTION_FAILED:
            failure(
                .unreachable,
                "the host name \(host.name) is not known; check the host in the broker's URL and the name service",
                isTransient: true
            )
        case AMQP_STATUS_TIMEOUT:
            failure(
                .unreachable,
                "RabbitMQ at \(host) did not answer within \(configuration.connectTimeout); "
                    + "check that it runs there and that no firewall is between",
                isTransient: true
            )
        default:
            // The library keeps the reason of a refused connection to itself.
            failure(
                .unreachable,
                "cannot reach RabbitMQ at \(host): "
                    + (number == 0 || number == EINPROGRESS
                        ? "nobody takes connections there" : unsafe String(cString: strerror(number)))
                    + "; check that it runs there and that the broker's URL is right",
                isTransient: true
            )
        }
    }

    private func loginFailure(_ error: AMQPError) -> AMQPError {
        switch error.code {
        case .accessRefused:
            failure(
                .accessRefused,
                "RabbitMQ at \(host) refuses user \(configuration.user): wrong user or password; "
                    + "check both in the broker's URL or the password file (\(error.message))"
            )
        case .virtualHostRefused:
            failure(
                .virtualHostRefused,
                "user \(configuration.user) may not enter virtual host \(configuration.virtualHost) at \(host): "
                    + "create it or grant permissions with rabbitmqctl (\(error.message))"
            )
        default:
            failure(
                .unreachable,
                "\(host) accepted a connection but the handshake failed: \(error.message); "
                    + "check that the port is RabbitMQ's, and whether it asks for amqps:",
                isTransient: true
            )
        }
    }

    private func failure(_ code: AMQPError.Code, _ message: String, isTransient: Bool = false) -> AMQPError {
        AMQPError(code, operation: "connect", message: message, isTransient: isTransient)
    }
}

extension timeval {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
