/// Finds the name somebody probably meant.
enum NearestName {
    /// The most alike of the names, if it is alike enough to be worth asking about.
    static func of(_ wrong: String, among names: some Sequence<String>) -> String? {
        let wrong = wrong.lowercased()
        let ranked = names.sorted().map { (name: $0, distance: distance(wrong, $0.lowercased())) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, wrong.count / 3) ? best.name : nil
    }

    /// A question with the nearest name, or the list of what there is.
    static func hint(for wrong: String, among names: some Sequence<String>) -> String {
        of(wrong, among: names).map { "did you mean '\($0)'?" } ?? list(of: names)
    }

    /// What there is.
    static func list(of names: some Sequence<String>) -> String {
        let list = names.sorted()
        return list.isEmpty ? "there are none" : "there is \(list.joined(separator: ", "))"
    }

    /// How many letters have to be put in, left out, changed or swapped with their neighbour.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        var rows = [Array(0...right.count)]
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(current[column] + 1, rows[row][column + 1] + 1)
                best = min(best, rows[row][column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, rows[row - 1][column - 1] + 1)
                }
                current.append(best)
            }
            rows.append(current)
        }
        return rows[left.count][right.count]
    }
}
