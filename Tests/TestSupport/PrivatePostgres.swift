/// A throwaway PostgreSQL for tests that restart or break it.
package struct PrivatePostgres: Sendable {
    private let server = PrivateServer(.postgres)
    package let url: String

    /// Starts a server with one empty database, lends it, and deletes it, whatever happens.
    package static func with<R>(_ body: (PrivatePostgres) async throws -> R) async throws -> R {
        let postgres = try await PrivatePostgres()
        do {
            let result = try await body(postgres)
            try await postgres.remove()
            return result
        } catch {
            try? await postgres.remove()
            throw error
        }
    }

    /// Returns when it takes connections.
    ///
    /// Whoever makes one removes it.
    package init() async throws {
        try await server.start()
        url = try await server.setting("TIERLINE_DATABASE_URL")
    }

    /// Starts the stopped server again, under the same URL.
    package func start() async throws { try await server.start() }
    /// Stops it in good order.
    package func stop() async throws { try await server.stop() }
    /// Stops it as a power cut would (`pg_ctl stop -m immediate`).
    package func stopImmediately() async throws { try await server.stopImmediately() }
    /// Stops it and deletes all it had.
    package func remove() async throws { try await server.remove() }
}
