/// What a policy file brings in from files beside it.
package enum PolicyImports {
    /// The text with each `- import: FILE` replaced by the file's contents, so that it means the same wherever it is
    /// read, and for ever; a name that `contents` does not know stays as it is.
    package static func resolved(in text: String, contents: (String) -> String?) -> String {
        guard text.contains("import:") else { return text }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line -> String in
            guard let name = importedFile(in: line), let contents = contents(name) else { return String(line) }
            let indentation = String(line.prefix { $0 == " " })
            let lines = contents.split(whereSeparator: \.isNewline).map { "\(indentation)    \($0)" }
            return (["\(indentation)- icalendar: |2"] + lines.map { String($0) }).joined(separator: "\n")
        }
        .joined(separator: "\n")
    }

    /// The name in `- import: holidays.ics` or `- {import: "holidays.ics"}`; it may have blanks in it.
    private static func importedFile(in line: Substring) -> String? {
        var rest = line.drop { $0 == " " }
        guard rest.hasPrefix("- ") else { return nil }
        rest = rest.dropFirst(2).drop { $0 == " " || $0 == "{" }
        guard rest.hasPrefix("import:") else { return nil }
        rest = rest.dropFirst(7).drop { $0 == " " }
        if let quote = rest.first, quote == "\"" || quote == "'" {
            let name = rest.dropFirst().prefix { $0 != quote }
            return name.isEmpty ? nil : String(name)
        }
        var name = rest[..<(rest.firstRange(of: " #")?.lowerBound ?? rest.endIndex)].prefix { $0 != "}" }
        while name.last == " " { name.removeLast() }
        return name.isEmpty || name.hasPrefix("#") ? nil : String(name)
    }
}
