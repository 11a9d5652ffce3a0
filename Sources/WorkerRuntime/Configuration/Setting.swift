import Foundation

/// One documented setting: a row of the table that `--help` prints.
///
/// Its name is that of an environment variable. In the configuration file the same setting stands under the name
/// without `TIERLINE_`, in lower case: `TIERLINE_HTTP_PORT=8080` is `{"http_port": 8080}`.
package struct Setting: Hashable, Sendable {
    package var name: String
    /// What is used when nothing is set; nil when there is no default.
    package var fallback: String?
    /// What it is and in which unit, as the end of the sentence "it is …".
    package var help: String
    /// Whether the value must never be shown.
    package var isSecret: Bool

    package init(_ name: String, default fallback: String? = nil, isSecret: Bool = false, help: String) {
        self.name = name
        self.fallback = fallback
        self.isSecret = isSecret
        self.help = help
    }

    var fileKey: String { Self.fileKey(of: name) }

    /// What a setting of this name is called in the file.
    static func fileKey(of name: String) -> String {
        String(name.lowercased().trimmingPrefix("tierline_"))
    }
}

extension Setting {
    /// The table that `--help` prints: a name, its default, and what it is.
    package static func table(of settings: [Setting]) -> String {
        let width = settings.map(\.name.count).max() ?? 0
        return settings.map { setting in
            var notes: [String] = []
            if let fallback = setting.fallback { notes.append("default \(fallback)") }
            if setting.isSecret { notes.append("secret") }
            let note = notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"
            return "  \(setting.name.padding(toLength: width, withPad: " ", startingAt: 0))  \(setting.help)\(note)"
        }
        .joined(separator: "\n")
    }
}
