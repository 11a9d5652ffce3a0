import CGMime

/// Walks the MIME tree of a mail and gathers its text, its HTML and its attachments.
struct BodyReader {
    private let limits: MailLimits
    private let keepsAttachments: Bool
    private var partsLeft: Int

    private(set) var attachments: [Attachment] = []
    private(set) var isTruncated = false

    init(limits: MailLimits, keepingAttachments: Bool) {
        self.limits = limits
        keepsAttachments = keepingAttachments
        partsLeft = limits.parts
    }

    /// Where a part stands, which decides whether it is text to read or a file.
    private struct Place {
        var depth = 0
        var index = 0
        var parent: String?
    }

    /// Reads the whole tree.
    mutating func read(_ root: UnsafeMutablePointer<GMimeObject>) -> BodyContent {
        unsafe read(root, at: Place())
    }

    private mutating func read(_ object: UnsafeMutablePointer<GMimeObject>, at place: Place) -> BodyContent {
        guard place.depth <= limits.depth, partsLeft > 0 else {
            isTruncated = true
            return BodyContent()
        }
        partsLeft -= 1
        if let multipart = unsafe cgmime_multipart(object) { return unsafe readChildren(of: multipart, at: place) }

        let type = unsafe MediaType(of: object)
        guard type.isReadable(isRoot: place.parent == nil), unsafe isText(object, at: place),
            let part = unsafe cgmime_part(object)
        else {
            unsafe attach(object, type: type, parent: place.parent)
            return BodyContent()
        }
        let charset = unsafe GMime.string(g_mime_object_get_content_type_parameter(object, "charset"))
        let decoded = unsafe TextDecoding.decode(part.decodedBytes(), charset: charset)
        let (text, isTruncated) = decoded.truncated(toBytes: limits.bodyBytes)
        if isTruncated { self.isTruncated = true }
        return BodyContent(type.subtype == "html" ? .html(text) : .plain(text))
    }

    private mutating func readChildren(
        of multipart: UnsafeMutablePointer<GMimeMultipart>,
        at place: Place
    ) -> BodyContent {
        let subtype = unsafe MediaType(of: cgmime_multipart_object(multipart)).subtype
        let count = unsafe g_mime_multipart_get_count(multipart)
        if count == 0 {
            // A multipart whose boundary never comes: its text is all in what should be the prologue.
            let text = unsafe GMime.string(g_mime_multipart_get_prologue(multipart)) ?? ""
            let (kept, isTruncated) = text.cleanedBody().truncated(toBytes: limits.bodyBytes)
            if isTruncated { self.isTruncated = true }
            return kept.isBlank ? BodyContent() : BodyContent(.plain(kept))
        }

        var children: [BodyContent] = []
        for index in 0..<count {
            guard let child = unsafe g_mime_multipart_get_part(multipart, index) else { continue }
            let place = Place(depth: place.depth + 1, index: Int(index), parent: subtype)
            children.append(unsafe read(child, at: place))
        }
        return subtype == "alternative" ? .best(of: children) : .all(of: children)
    }

    /// Whether a text part is meant to be read in place, by the rules of JMAP (RFC 8621, section 4.1.4).
    private func isText(_ object: UnsafeMutablePointer<GMimeObject>, at place: Place) -> Bool {
        if unsafe GMime.string(g_mime_object_get_disposition(object))?.lowercased() == "attachment" { return false }
        guard place.index > 0 else { return true }
        let name = unsafe fileName(of: object)
        return place.parent != "related" && name == nil
    }

    private mutating func attach(_ object: UnsafeMutablePointer<GMimeObject>, type: MediaType, parent: String?) {
        guard attachments.count < limits.attachments else {
            isTruncated = true
            return
        }
        let bytes = unsafe content(of: object)
        let disposition = unsafe GMime.string(g_mime_object_get_disposition(object))?.lowercased()
        let contentID = unsafe GMime.string(g_mime_object_get_content_id(object))
        attachments.append(
            Attachment(
                name: unsafe fileName(of: object),
                type: type.description,
                size: bytes.count,
                contentID: contentID.flatMap { MessageIDs.parse("<\($0)>").first },
                isInline: disposition == "inline" || (disposition == nil && parent == "related"),
                bytes: keepsAttachments ? bytes : nil
            )
        )
    }

    private func content(of object: UnsafeMutablePointer<GMimeObject>) -> [UInt8] {
        if let part = unsafe cgmime_part(object) { return unsafe part.decodedBytes() }
        guard let part = unsafe cgmime_message_part(object), let message = unsafe g_mime_message_part_get_message(part)
        else { return [] }
        return unsafe GMime.bytes { stream in
            _ = unsafe g_mime_object_write_to_stream(cgmime_message_object(message), nil, stream)
        }
    }

    private func fileName(of object: UnsafeMutablePointer<GMimeObject>) -> String? {
        let given: String?
        if let part = unsafe cgmime_part(object) {
            given = unsafe GMime.string(g_mime_part_get_filename(part))
        } else {
            let disposed = unsafe GMime.string(g_mime_object_get_content_disposition_parameter(object, "filename"))
            let named = unsafe GMime.string(g_mime_object_get_content_type_parameter(object, "name"))
            given = disposed ?? named
        }
        let name = given?.singleLine().split { $0 == "/" || $0 == "\\" }.last.map(String.init)
        return name.map { $0.truncated(toBytes: 255).text }
    }
}

extension UnsafeMutablePointer<GMimePart> {
    /// The content after its transfer encoding.
    fileprivate func decodedBytes() -> [UInt8] {
        guard let content = unsafe g_mime_part_get_content(self) else { return [] }
        return unsafe GMime.bytes { stream in _ = unsafe g_mime_data_wrapper_write_to_stream(content, stream) }
    }
}
