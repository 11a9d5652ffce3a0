import CGMime
import Foundation

extension ComposedMail {
    /// Writes the mail as RFC 5322 text: UTF-8 in transfer encodings that are pure ASCII, lines ending in CRLF.
    ///
    /// No value can begin a header field of its own: control characters in the subject, in names and in further
    /// headers become a space. Ids in ``ComposedMail/inReplyTo`` and ``ComposedMail/references``, which came from
    /// outside, are left out when they are malformed.
    ///
    /// - Throws: ``MailError/Code/invalidAddress``; ``MailError/Code/invalidHeader`` for a malformed id or header name.
    package func bytes() throws(MailError) -> [UInt8] {
        try validate()
        precondition(GMime.isReady)
        guard let message = unsafe GObject(owning: g_mime_message_new(1)) else { throw .composition }

        unsafe message.use { message in
            unsafe add([from], as: GMIME_ADDRESS_TYPE_FROM, to: message)
            unsafe add(to, as: GMIME_ADDRESS_TYPE_TO, to: message)
            unsafe add(cc, as: GMIME_ADDRESS_TYPE_CC, to: message)
            unsafe add(replyTo.map { [$0] } ?? [], as: GMIME_ADDRESS_TYPE_REPLY_TO, to: message)
            unsafe g_mime_message_set_subject(message, subject.singleLine(), "utf-8")
            unsafe g_mime_message_set_message_id(message, messageID)
            if let date = unsafe g_date_time_new_from_unix_utc(Int(self.date.timeIntervalSince1970)) {
                unsafe g_mime_message_set_date(message, date)
                unsafe g_date_time_unref(date)
            }
            unsafe addHeaders(to: cgmime_message_object(message))
            unsafe addBody(to: message)
        }
        let bytes = unsafe message.use { message in
            unsafe GMime.bytes { stream in unsafe write(cgmime_message_object(message), to: stream) }
        }
        guard !bytes.isEmpty else { throw .composition }
        return bytes
    }

    private func validate() throws(MailError) {
        for address in [from] + to + cc + (replyTo.map { [$0] } ?? []) where !address.isDeliverable {
            throw MailError(
                code: .invalidAddress,
                operation: "compose",
                message: "\"\(address.address.singleLine())\" is not an address a mail can be sent to or from"
            )
        }
        guard !to.isEmpty || !cc.isEmpty else {
            throw MailError(code: .invalidAddress, operation: "compose", message: "the mail has no recipient")
        }
        guard messageID.isMessageID else {
            throw MailError(
                code: .invalidHeader,
                operation: "compose",
                message: "\"\(messageID.singleLine())\" is not a message id"
            )
        }
        for header in headers where !header.hasFreeName {
            throw MailError(
                code: .invalidHeader,
                operation: "compose",
                message: "\"\(header.name.singleLine())\" is not a header field that can be added"
            )
        }
    }

    private func add(
        _ addresses: [MailAddress],
        as type: GMimeAddressType,
        to message: UnsafeMutablePointer<GMimeMessage>
    ) {
        let list = unsafe g_mime_message_get_addresses(message, type)
        for address in addresses {
            let name = address.name?.singleLine()
            guard let mailbox = unsafe GObject(owning: internet_address_mailbox_new(name, address.address)) else {
                continue
            }
            unsafe mailbox.use { mailbox in
                unsafe internet_address_set_charset(mailbox, "utf-8")
                _ = unsafe internet_address_list_add(list, mailbox)
            }
        }
    }

    private func addHeaders(to object: UnsafeMutablePointer<GMimeObject>) {
        if let inReplyTo, inReplyTo.isMessageID {
            unsafe g_mime_object_set_header(object, "In-Reply-To", "<\(inReplyTo)>", nil)
        }
        let thread = MessageIDs.bounded(references.filter(\.isMessageID), to: 50)
        if !thread.isEmpty {
            let value = thread.map { "<\($0)>" }.joined(separator: " ")
            unsafe g_mime_object_set_header(object, "References", value, nil)
        }
        for header in headers {
            unsafe g_mime_object_append_header(object, header.name, header.value.singleLine(), "utf-8")
        }
    }

    private func addBody(to message: UnsafeMutablePointer<GMimeMessage>) {
        guard let plain = unsafe Self.textPart(text, subtype: "plain") else { return }
        guard let html, let rich = unsafe Self.textPart(html, subtype: "html"),
            let multipart = unsafe GObject(owning: g_mime_multipart_new_with_subtype("alternative"))
        else {
            unsafe plain.use { unsafe g_mime_message_set_mime_part(message, cgmime_text_part_object($0)) }
            return
        }
        unsafe multipart.use { multipart in
            unsafe plain.use { unsafe g_mime_multipart_add(multipart, cgmime_text_part_object($0)) }
            unsafe rich.use { unsafe g_mime_multipart_add(multipart, cgmime_text_part_object($0)) }
            // Neither quoted-printable nor base64 can hold "=_", so no text can end a part early.
            unsafe g_mime_multipart_set_boundary(multipart, "=_tierline")
            unsafe g_mime_message_set_mime_part(message, cgmime_multipart_object(multipart))
        }
    }

    private static func textPart(_ text: String, subtype: String) -> GObject<GMimeTextPart>? {
        guard let part = unsafe GObject(owning: g_mime_text_part_new_with_subtype(subtype)) else { return nil }
        unsafe part.use { part in
            let object = unsafe cgmime_text_part_object(part)
            unsafe g_mime_text_part_set_charset(part, "utf-8")
            unsafe g_mime_text_part_set_text(part, text.cleanedBody())
            if let part = unsafe cgmime_part(object) {
                unsafe g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
            }
        }
        return unsafe part
    }

    private func write(
        _ object: UnsafeMutablePointer<GMimeObject>,
        to stream: UnsafeMutablePointer<GMimeStream>
    ) {
        let format = unsafe g_mime_format_options_new()
        defer { unsafe g_mime_format_options_free(format) }
        unsafe g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS)
        _ = unsafe g_mime_object_write_to_stream(object, format, stream)
    }
}

extension MailError {
    fileprivate static var composition: MailError {
        MailError(code: .composition, operation: "compose", message: "GMime could not write the mail")
    }
}

extension MailHeader {
    private static let reservedNames: Set<String> = [
        "from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references",
        "mime-version", "return-path",
    ]

    /// Whether the name is one and no field that the mail writes itself.
    fileprivate var hasFreeName: Bool {
        let name = name.lowercased()
        return !name.isEmpty && name.utf8.count <= 76 && !Self.reservedNames.contains(name)
            && !name.hasPrefix("content-")
            && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
    }
}

extension String {
    /// Whether it can stand between the angle brackets of an id.
    fileprivate var isMessageID: Bool {
        utf8.count <= 500 && contains("@")
            && utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }
}
