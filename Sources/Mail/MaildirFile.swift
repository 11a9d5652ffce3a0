import Foundation

/// The file system calls behind a Maildir.
extension Maildir {
    /// A file name that is the same for the same key and different for different keys.
    ///
    /// Letters, digits and `-_@+=` stand for themselves; every other byte is written `%XX`, so that no key can leave the
    /// folder, be hidden or look like a reader's flags. A key too long for a file name ends in a hash of the whole.
    static func fileName(for key: String) -> String {
        var name = ""
        for byte in key.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "@"),
                UInt8(ascii: "+"), UInt8(ascii: "="):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ".") where !name.isEmpty:
                name += "."
            default:
                name += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        if name.isEmpty { name = "%" }
        guard name.utf8.count > 180 else { return name }
        return name.prefix(150) + "%h" + String(fingerprint(of: key), radix: 16)
    }

    /// FNV-1a in 64 bits: stable between runs, as `Hasher` is not.
    private static func fingerprint(of text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// Writes a new file and waits until it is on disk.
    static func write(_ bytes: [UInt8], to path: String) throws(MailError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try check("create", path) { file }
        defer { close(file) }

        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Foundation.write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            try check("write", path) { CInt(truncatingIfNeeded: min(count, 0)) }
            written += count
        }
        try check("fsync", path) { fsync(file) }
    }

    /// Waits until a folder's entries are on disk.
    static func synchronize(folder path: String) throws(MailError) {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try check("open", path) { folder }
        defer { close(folder) }
        try check("fsync", path) { fsync(folder) }
    }
}

/// Makes one system call and throws when it answers less than zero.
func check(_ operation: String, _ path: String, _ call: () -> CInt) throws(MailError) {
    guard call() < 0 else { return }
    throw .storage(operation, path, unsafe String(cString: strerror(errno)))
}

extension MailError {
    static func storage(_ operation: String, _ path: String, _ reason: String) -> MailError {
        MailError(
            code: .storage,
            operation: "deliver to a Maildir",
            message: "cannot \(operation) \(path): \(reason)",
            isTransient: true
        )
    }
}
