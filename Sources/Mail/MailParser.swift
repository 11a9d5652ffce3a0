import CGMime
import Foundation

extension ParsedMail {
    /// Reads a raw mail as a mail server hands it over, with or without an mbox `From ` line before it.
    ///
    /// Odd input is read as far as it goes: what cannot be decoded is replaced, what is missing is nil or empty. The
    /// same bytes always give the same value.
    ///
    /// - Parameters:
    ///   - bytes: the mail, with CRLF or bare LF line endings.
    ///   - limits: how much of it is read.
    ///   - keepingAttachments: whether attachments carry their bytes.
    /// - Throws: ``MailError/Code/notAMail`` when there is no header field, ``MailError/Code/tooLarge``.
    package init(
        parsing bytes: [UInt8],
        limits: MailLimits = .standard,
        keepingAttachments: Bool = false
    ) throws(MailError) {
        guard bytes.count <= limits.bytes else {
            throw MailError(
                code: .tooLarge,
                operation: "parse",
                message: "the mail has \(bytes.count) bytes, \(limits.bytes) are allowed"
            )
        }
        precondition(GMime.isReady)
        let options = ParserOptions()
        guard
            let message = unsafe MailParser.message(
                in: EncodedWords.merged(MailParser.withoutEnvelope(bytes)),
                options
            ),
            let mail = unsafe message.use({ message in
                unsafe ParsedMail(message, limits: limits, keepingAttachments: keepingAttachments)
            })
        else {
            throw MailError(code: .notAMail, operation: "parse", message: "this is not a mail: it has no header field")
        }
        self = mail
    }

    private init?(_ message: UnsafeMutablePointer<GMimeMessage>, limits: MailLimits, keepingAttachments: Bool) {
        let (headers, isHeaderTruncated) = unsafe MailParser.headers(of: message, limits: limits)
        guard !headers.fields.isEmpty else { return nil }
        self.headers = headers
        isTruncated = isHeaderTruncated

        var areAddressesTruncated = false
        func addresses(_ type: GMimeAddressType) -> [MailAddress] {
            var reader = AddressReader(limit: limits.addresses)
            unsafe reader.read(g_mime_message_get_addresses(message, type))
            if reader.isTruncated { areAddressesTruncated = true }
            return reader.addresses
        }
        from = addresses(GMIME_ADDRESS_TYPE_FROM).first ?? headers["From"].flatMap(MailAddress.init(unbracketed:))
        sender = addresses(GMIME_ADDRESS_TYPE_SENDER).first
        replyTo = addresses(GMIME_ADDRESS_TYPE_REPLY_TO)
        to = addresses(GMIME_ADDRESS_TYPE_TO)
        cc = addresses(GMIME_ADDRESS_TYPE_CC)
        if areAddressesTruncated { isTruncated = true }

        subject = headers["Subject"] ?? ""
        date = unsafe MailParser.date(of: message)
        messageID = headers["Message-ID"].flatMap { MessageIDs.parse($0).first }
        inReplyTo = MessageIDs.bounded(headers.all("In-Reply-To").flatMap(MessageIDs.parse), to: limits.references)
        let thread = MessageIDs.parse(headers.all("References").joined(separator: " "))
        references = MessageIDs.bounded(thread, to: limits.references)
        if thread.count > limits.references { isTruncated = true }

        var body = BodyReader(limits: limits, keepingAttachments: keepingAttachments)
        let content = unsafe g_mime_message_get_mime_part(message).map { unsafe body.read($0) } ?? BodyContent()
        attachments = body.attachments
        let (text, isTextTruncated) = content.plainText(limit: limits.bodyBytes)
        self.text = text
        let (html, isHTMLTruncated) = content.html.joined(separator: "\n").truncated(toBytes: limits.bodyBytes)
        self.html = content.html.isEmpty ? nil : html
        if body.isTruncated || isTextTruncated || isHTMLTruncated { isTruncated = true }

        automatic = AutomaticReason.of(headers, from: from)
    }
}

/// The steps of parsing that speak GMime.
private enum MailParser {
    /// Builds GMime's tree; its parts refer to a copy of the bytes that the tree keeps.
    static func message(in bytes: ArraySlice<UInt8>, _ options: borrowing ParserOptions) -> GObject<GMimeMessage>? {
        let memory = unsafe bytes.withUnsafeBytes { buffer in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe g_mime_stream_mem_new_with_buffer(start, buffer.count)
        }
        guard let stream = unsafe GObject(owning: memory),
            let parser = unsafe stream.use({ unsafe GObject(owning: g_mime_parser_new_with_stream($0)) })
        else { return nil }
        return unsafe options.use { options in
            unsafe parser.use { unsafe GObject(owning: g_mime_parser_construct_message($0, options)) }
        }
    }

    /// The mail without what pipes and mbox files put before it, and with NULs in its header blanked.
    ///
    /// That is empty lines, a byte order mark and the `From ` line.
    static func withoutEnvelope(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        start = bytes[start...].firstIndex { ![0x20, 0x09, 0x0D, 0x0A].contains($0) } ?? bytes.count
        if bytes[start...].starts(with: "From ".utf8) || bytes[start...].starts(with: ">From ".utf8) {
            start = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        }
        guard bytes.contains(0) else { return bytes[start...] }

        // GMime keeps header values as C strings, which end at the first NUL.
        var copy = bytes
        var lineIsEmpty = false
        for index in start..<copy.count {
            switch copy[index] {
            case 0: copy[index] = 0x20
            case 0x0A where lineIsEmpty: return copy[start...]
            case 0x0A: lineIsEmpty = true
            case 0x0D: break
            default: lineIsEmpty = false
            }
        }
        return copy[start...]
    }

    /// The message's header fields in the order they came.
    ///
    /// GMime keeps those that describe the content with the content, so they are two lists to it.
    static func headers(
        of message: UnsafeMutablePointer<GMimeMessage>,
        limits: MailLimits
    ) -> (headers: MailHeaders, isTruncated: Bool) {
        var reader = HeaderReader(limits: limits)
        unsafe reader.read(g_mime_object_get_header_list(cgmime_message_object(message)))
        if let part = unsafe g_mime_message_get_mime_part(message) {
            unsafe reader.read(g_mime_object_get_header_list(part))
        }
        return (reader.headers, reader.isTruncated)
    }

    /// The date the sender gave; one outside the years 1900 to 9999 is none.
    static func date(of message: UnsafeMutablePointer<GMimeMessage>) -> Date? {
        guard let date = unsafe g_mime_message_get_date(message) else { return nil }
        let seconds = unsafe g_date_time_to_unix(date)
        guard (-2_208_988_800..<253_402_300_800).contains(seconds) else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(seconds))
    }
}
