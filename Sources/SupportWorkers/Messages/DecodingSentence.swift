import Foundation

/// Says in words for an operator what is wrong with a JSON body.
enum DecodingSentence {
    static func about(_ error: any Error, in body: Data) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context): "'\(path(context, key))' is missing"
        case DecodingError.valueNotFound(_, let context):
            context.codingPath.isEmpty ? "the body is not an object" : "'\(path(context))' is null"
        case DecodingError.typeMismatch(let wanted, let context):
            context.codingPath.isEmpty ? "the body is not an object" : "'\(path(context))' is not \(name(of: wanted))"
        case DecodingError.dataCorrupted(let context):
            context.codingPath.isEmpty
                ? corruption(of: body)
                : "'\(path(context))' is wrong: \(context.debugDescription)"
        default: "\(error)"
        }
    }

    /// Foundation reports a number that does not fit its field as if the whole body were broken.
    private static func corruption(of body: Data) -> String {
        let isJSON = (try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed)) != nil
        return isJSON ? "a number in the body is not a whole number, or is too large" : "the body is not JSON"
    }

    private static func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
        (context.codingPath + [last].compactMap(\.self)).reduce("") { path, key in
            if let index = key.intValue { return "\(path)[\(index)]" }
            return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Int.Type: "a whole number"
        case is Bool.Type: "true or false"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "an object"
        default: "a \(type)"
        }
    }
}
