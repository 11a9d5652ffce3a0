import Foundation
import TestSupport

/// A certificate authority of one test's own, a server's certificate for `localhost` and a client's, as PEM files.
struct Certificates {
    let folder: URL

    static func with<R>(_ body: (Certificates) async throws -> R) async throws -> R {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tierline-certificates-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificates = Certificates(folder: folder)
        try await certificates.make()
        return try await body(certificates)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    private func make() async throws {
        try await openssl(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Tests -keyout \(path("ca.key")) -out \(path("ca.pem"))"
        )
        for (name, subject) in [("server", "localhost"), ("client", "gateway")] {
            try "subjectAltName=DNS:\(subject)".write(toFile: path("\(name).ext"), atomically: true, encoding: .utf8)
            try await openssl(
                "req -newkey rsa:2048 -nodes -subj /CN=\(subject) -keyout \(path("\(name).key")) "
                    + "-out \(path("\(name).csr"))"
            )
            try await openssl(
                "x509 -req -days 2 -in \(path("\(name).csr")) -CA \(path("ca.pem")) -CAkey \(path("ca.key")) "
                    + "-CAcreateserial -extfile \(path("\(name).ext")) -out \(path("\(name).pem"))"
            )
        }
    }

    private func openssl(_ words: String) async throws {
        try await Command.run("openssl", words.split(separator: " ").map(String.init))
    }
}
