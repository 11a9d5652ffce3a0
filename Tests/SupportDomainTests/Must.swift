/// A value that a fixture is sure of; without it the tests themselves are wrong, and stop.
func must<Value>(_ value: Value?, _ what: @autoclosure () -> String = "a fixture is wrong") -> Value {
    guard let value else { preconditionFailure(what()) }
    return value
}
