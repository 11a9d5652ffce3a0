/// Thrown by a stage when a copy of a message that ran at the same time won a race.
///
/// The transaction is rolled back and the batch runs again from `load`, where it sees what the other copy did.
package struct BatchConflict: Error {
    package var what: String

    package init(_ what: String) {
        self.what = what
    }
}
