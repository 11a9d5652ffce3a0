import CGMime

/// One reference to an object of GMime, given back when the value goes away.
///
/// The pointer is lent to the closures of ``GObject/use(_:)`` and must not leave them.
@safe
struct GObject<Instance>: ~Copyable {
    private let pointer: UnsafeMutablePointer<Instance>

    /// Takes over a reference the caller owns; nil for NULL, which GMime answers when it could not make the object.
    init?(owning pointer: UnsafeMutablePointer<Instance>?) {
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe g_object_unref(pointer)
    }

    borrowing func use<Result: ~Copyable>(_ body: (UnsafeMutablePointer<Instance>) throws -> Result) rethrows -> Result
    {
        try unsafe body(pointer)
    }
}

/// GMime as a whole.
enum GMime {
    /// Whether GMime has been set up, which happens once for the process and on first use.
    static let isReady: Bool = {
        g_mime_init()
        return true
    }()

    /// A string of GMime's, lent; invalid UTF-8 is repaired.
    static func string(_ pointer: UnsafePointer<CChar>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }

    /// A string of GMime's that the caller owns; it is freed here.
    static func string(taking pointer: UnsafeMutablePointer<CChar>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        defer { unsafe g_free(pointer) }
        return unsafe String(cString: pointer)
    }

    /// What `write` puts into a stream.
    static func bytes(writing write: (UnsafeMutablePointer<GMimeStream>) -> Void) -> [UInt8] {
        guard let stream = unsafe GObject(owning: g_mime_stream_mem_new()) else { return [] }
        return unsafe stream.use { stream in
            unsafe write(stream)
            guard let array = unsafe cgmime_memory_bytes(stream), let data = unsafe array.pointee.data else {
                return []
            }
            return unsafe Array(UnsafeBufferPointer(start: data, count: Int(array.pointee.len)))
        }
    }
}
