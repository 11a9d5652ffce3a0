/// A part of a mail that is not its text.
package struct Attachment: Hashable, Sendable {
    /// The file name the sender gave, decoded and without any folders; nil when there is none.
    package var name: String?
    /// The MIME type in lower case, such as `application/pdf`.
    package var type: String
    /// The decoded size in bytes.
    package var size: Int
    /// The Content-ID without brackets, by which the HTML body refers to it.
    package var contentID: String?
    /// Whether it is meant to be shown within the text, as an image is.
    package var isInline: Bool
    /// The decoded bytes; nil unless the mail was parsed with `keepingAttachments`.
    package var bytes: [UInt8]?

    package init(
        name: String?,
        type: String,
        size: Int,
        contentID: String? = nil,
        isInline: Bool = false,
        bytes: [UInt8]? = nil
    ) {
        self.name = name
        self.type = type
        self.size = size
        self.contentID = contentID
        self.isInline = isInline
        self.bytes = bytes
    }
}
