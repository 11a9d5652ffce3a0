import CGMime

/// How GMime reads what breaks the rules: leniently, and undeclared bytes as UTF-8 when they are that, else as Windows-1252.
@safe
struct ParserOptions: ~Copyable {
    private let pointer: OpaquePointer

    /// Makes options whose texts are first tried in the charset the sender declared.
    ///
    /// - Parameter charset: a name as it stands in a mail; unknown names are passed over.
    init(declared charset: String? = nil) {
        precondition(GMime.isReady)
        unsafe pointer = g_mime_parser_options_new()
        if let charset {
            unsafe charset.withCString { unsafe cgmime_set_charsets(pointer, $0) }
        } else {
            unsafe cgmime_set_charsets(pointer, nil)
        }
    }

    deinit {
        unsafe g_mime_parser_options_free(pointer)
    }

    borrowing func use<Result: ~Copyable>(_ body: (OpaquePointer) throws -> Result) rethrows -> Result {
        try unsafe body(pointer)
    }
}
