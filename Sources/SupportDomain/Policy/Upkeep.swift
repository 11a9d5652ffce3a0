/// How customers are kept informed when the service itself is out of order or being worked on.
package struct Upkeep: Hashable, Sendable {
    package let statusPage: String?
    /// How often an incident or emergency maintenance is reported on, in seconds.
    package let updateEvery: Int?
    package let uptime: Uptime?

    package init(statusPage: String? = nil, updateEvery: Int? = nil, uptime: Uptime? = nil) {
        self.statusPage = statusPage
        self.updateEvery = updateEvery
        self.uptime = uptime
    }
}
