/// How an `amqps` connection proves who the other side is, and who we are.
package struct TLSConfiguration: Hashable, Sendable {
    /// The PEM file of the authorities to trust; nil means the system's.
    package var authorityFile: String?
    /// The PEM files of our own certificate and its key, for brokers that ask for one.
    package var certificateFile: String?
    package var keyFile: String?
    /// Whether certificate and host name are checked; leave it on outside of experiments.
    package var verifiesPeer = true
    /// Whether the certificate stands in for user and password (SASL EXTERNAL).
    package var authenticatesByCertificate = false

    package init() {}
}
