import TestSupport

/// The network between a fleet's workers and their two servers; the tests themselves do not go through it.
struct FleetNetwork: Sendable {
    let database: TCPProxy
    let broker: TCPProxy
    /// The servers as the workers find them.
    let databaseURL: String
    let amqpURL: String

    init(before servers: FleetServers) throws {
        database = try TCPProxy(to: try TestServices.port(of: servers.databaseURL))
        broker = try TCPProxy(to: try TestServices.port(of: servers.amqpURL))
        databaseURL = try TestServices.replacingPort(of: servers.databaseURL, with: database.port)
        amqpURL = try TestServices.replacingPort(of: servers.amqpURL, with: broker.port)
    }

    func stop() {
        database.stop()
        broker.stop()
    }
}
