extension Int {
    /// So many of something: `1 dead letter`, `3 dead letters`.
    func of(_ noun: String) -> String {
        self == 1 ? "1 \(noun)" : "\(self) \(noun)s"
    }
}
