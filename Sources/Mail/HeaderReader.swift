import CGMime

/// Reads header fields, decoded and each on one line, and puts them back into the order they came in.
struct HeaderReader {
    let limits: MailLimits
    private var placed: [(offset: Int, header: MailHeader)] = []
    private(set) var isTruncated = false

    init(limits: MailLimits) {
        self.limits = limits
    }

    /// Adds the fields of a list.
    mutating func read(_ list: UnsafeMutablePointer<GMimeHeaderList>?) {
        guard let list = unsafe list else { return }
        let count = unsafe Int(g_mime_header_list_get_count(list))
        let allowed = max(0, limits.headerFields - placed.count)
        if count > allowed { isTruncated = true }
        for index in 0..<min(count, allowed) {
            guard let header = unsafe g_mime_header_list_get_header_at(list, CInt(index)),
                let name = unsafe GMime.string(g_mime_header_get_name(header))
            else { continue }
            let decoded = unsafe GMime.string(g_mime_header_get_value(header)) ?? ""
            let (value, isCut) = decoded.singleLine().truncated(toBytes: limits.headerValueBytes)
            if isCut { isTruncated = true }
            let offset = unsafe Int(g_mime_header_get_offset(header))
            placed.append((offset, MailHeader(name.truncated(toBytes: 255).text, value)))
        }
    }

    /// The fields read so far.
    var headers: MailHeaders {
        MailHeaders(placed.sorted { $0.offset < $1.offset }.map(\.header))
    }
}
