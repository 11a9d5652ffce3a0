/// What categories call their issue types and subcategories, those with mistakes included, so that one does not cause
/// others.
struct CategoryNames {
    var issueTypes: Set<String> = []
    /// By the category's id.
    var subcategories: [String: Set<String>] = [:]

    init(_ field: Field?) {
        for (key, value) in field?.entries() ?? [] {
            guard let id = key.plainText, let section = Section(of: value) else { continue }
            if let issueType = section["issue_type"]?.plainText, !issueType.isEmpty { issueTypes.insert(issueType) }
            subcategories[id] = section["subcategories"]?.entryNames ?? []
        }
    }
}
