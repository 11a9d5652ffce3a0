package import Foundation
import Threading

/// A folder of mails, one file each, that every mail reader and a plain `ls` can look into.
///
/// Blocks a thread of its own while it writes.
package actor Maildir {
    private let root: URL
    private let executor: ThreadExecutor
    private var isReady = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Names a Maildir; its folders are made with the first mail.
    package init(_ root: URL) {
        self.root = root
        executor = ThreadExecutor(name: "maildir")
    }

    deinit {
        executor.stop()
    }

    /// Stores a mail safely: it is on disk, whole and under its own name, when this returns.
    ///
    /// The same key gives the same file name, so a repeat changes nothing, even after a reader has moved the mail from
    /// `new` to `cur`. A crash in between leaves at most a file in `tmp`, which readers ignore.
    ///
    /// - Parameters:
    ///   - message: the mail.
    ///   - key: what makes this mail one and the same, such as its Message-ID.
    /// - Returns: the file's name within `new`.
    /// - Throws: ``MailError/Code/storage``, always transient: folders can be mended and disks emptied.
    @discardableResult
    package func deliver(_ message: [UInt8], key: String) throws(MailError) -> String {
        try makeFolders()
        let name = Self.fileName(for: key)
        guard !holds(name) else { return name }

        let draft = path("tmp", UUID().uuidString)
        let target = path("new", name)
        do throws(MailError) {
            try Self.write(message, to: draft)
            try check("rename", target) { unsafe rename(draft, target) }
            try Self.synchronize(folder: path("new", ""))
        } catch {
            _ = unsafe unlink(draft)
            throw error
        }
        return name
    }

    private func path(_ folder: String, _ name: String) -> String {
        root.appending(path: folder).appending(path: name).path(percentEncoded: false)
    }

    private func makeFolders() throws(MailError) {
        guard !isReady else { return }
        for folder in ["tmp", "new", "cur"] {
            do {
                try FileManager.default.createDirectory(
                    at: root.appending(path: folder),
                    withIntermediateDirectories: true
                )
            } catch {
                throw .storage("make the folder", path(folder, ""), "\(error.localizedDescription)")
            }
        }
        isReady = true
    }

    /// Whether the mail is there, read or unread: a reader adds its flags after a colon when it moves a mail to `cur`.
    private func holds(_ name: String) -> Bool {
        let files = FileManager.default
        if files.fileExists(atPath: path("new", name)) { return true }
        let read = (try? files.contentsOfDirectory(atPath: path("cur", ""))) ?? []
        return read.contains { $0 == name || $0.hasPrefix(name + ":") }
    }
}
