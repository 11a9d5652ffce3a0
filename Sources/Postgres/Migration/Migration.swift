/// One step of a schema, applied once and never changed afterwards.
package struct Migration: Hashable, Sendable {
    package let version: Int
    package let name: String
    package let sql: String

    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// Takes a file named like `v0007_add_escalation_step.sql`; nil if it is not named so.
    package init?(fileName: String, contents: [UInt8]) {
        let stem = fileName.hasSuffix(".sql") ? fileName.dropLast(4) : fileName[...]
        let parts = stem.split(separator: "_", maxSplits: 1)
        guard parts.count == 2, parts[0].first == "v", let version = Int(parts[0].dropFirst()), version > 0 else {
            return nil
        }
        self.init(version: version, name: String(parts[1]), sql: String(decoding: contents, as: UTF8.self))
    }
}
