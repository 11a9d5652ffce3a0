/// How urgent a ticket is, on the one scale inside the fleet; each programme has its own words for it.
///
/// `p0` is the most urgent. There is no `<`, because it could be read either way.
package enum Priority: Int, Hashable, Sendable, CaseIterable {
    case p0, p1, p2, p3, p4

    package func isMoreUrgent(than other: Priority) -> Bool { rawValue < other.rawValue }

    /// The name on the internal scale: `P1`.
    package var name: String { "P\(rawValue)" }

    /// Reads `P1` or `p1`.
    package init?(name: some StringProtocol) {
        guard let match = Priority.allCases.first(where: { $0.name == name.uppercased() }) else { return nil }
        self = match
    }
}
