/// What keeps a test from running at all, in one sentence for whoever started it.
package struct TestSupportError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
