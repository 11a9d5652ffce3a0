import CGMime

/// Reads the mailboxes of an address list, groups opened up.
struct AddressReader {
    let limit: Int
    private(set) var addresses: [MailAddress] = []
    private(set) var isTruncated = false

    init(limit: Int) {
        self.limit = limit
    }

    /// Adds the mailboxes of a list; what is no address is passed over.
    mutating func read(_ list: UnsafeMutablePointer<InternetAddressList>?, depth: Int = 0) {
        guard let list = unsafe list, depth < 4 else { return }
        for index in unsafe 0..<internet_address_list_length(list) {
            guard let entry = unsafe internet_address_list_get_address(list, index) else { continue }
            guard addresses.count < limit else {
                isTruncated = true
                return
            }
            if let group = unsafe cgmime_group(entry) {
                unsafe read(internet_address_group_get_members(group), depth: depth + 1)
            } else if let mailbox = unsafe cgmime_mailbox(entry),
                let address = unsafe GMime.string(internet_address_mailbox_get_addr(mailbox))?.singleLine(),
                !address.isEmpty
            {
                let name = unsafe GMime.string(internet_address_get_name(entry))?.singleLine().trimmingSpaces()
                addresses.append(MailAddress(address, name: name.flatMap { $0.isEmpty ? nil : $0 }))
            }
        }
    }
}
