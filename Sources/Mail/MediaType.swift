import CGMime

/// The two words of a content type, in lower case.
struct MediaType: Hashable, CustomStringConvertible {
    var type: String
    var subtype: String

    /// Reads the type of a part; one that is missing or no type is `text/plain`, as RFC 2045 says.
    init(of object: UnsafeMutablePointer<GMimeObject>) {
        let contentType = unsafe g_mime_object_get_content_type(object)
        type = unsafe GMime.string(g_mime_content_type_get_media_type(contentType))?.lowercased() ?? "text"
        subtype = unsafe GMime.string(g_mime_content_type_get_media_subtype(contentType))?.lowercased() ?? "plain"
    }

    var description: String { "\(type)/\(subtype)".singleLine().truncated(toBytes: 255).text }

    /// Whether a part of this type is text people read; alone in a mail, any kind of text is.
    func isReadable(isRoot: Bool) -> Bool {
        type == "text" && (isRoot || ["plain", "html", "markdown"].contains(subtype))
    }
}
