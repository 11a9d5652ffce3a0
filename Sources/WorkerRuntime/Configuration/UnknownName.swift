/// A name that looks like a setting's and is none: most often one that was misspelt.
package struct UnknownName: Hashable, Sendable, CustomStringConvertible {
    package var name: String
    /// The configuration file it stands in; nil for the environment.
    package var file: String?
    /// The setting that was probably meant, if one is alike.
    package var nearest: String?

    package var description: String {
        "\(name)\(file.map { " in \($0)" } ?? "")\(nearest.map { "; did you mean \($0)?" } ?? "")"
    }

    init(_ name: String, in file: String? = nil, given known: some Sequence<String>) {
        self.name = name
        self.file = file
        nearest =
            known.map { (name: $0, letters: Self.letters(from: name, to: $0)) }
            .filter { $0.letters <= $0.name.count / 3 }
            .min { ($0.letters, $0.name) < ($1.letters, $1.name) }?.name
    }

    /// How many letters have to be taken out and put in to make one name of another; what all our names share is not
    /// looked at.
    private static func letters(from name: String, to other: String) -> Int {
        let (name, other) = (Setting.fileKey(of: name), Setting.fileKey(of: other))
        return other.difference(from: name).count
    }
}
