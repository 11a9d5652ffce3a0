package import Foundation

extension DueCase {
    /// What is wrong with a file of cases: in one sentence, with the case and the key.
    package struct Mistake: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// All cases of a file, in its order.
    ///
    /// - Throws: a ``Mistake`` about the first case that cannot be read, and about a file without any.
    package static func all(inJSON json: Data) throws(Mistake) -> [DueCase] {
        let cases: [DueCase]
        do {
            cases = try JSONDecoder().decode([DueCase].self, from: json)
        } catch let error as DecodingError {
            throw Mistake(error, in: json)
        } catch {
            throw Mistake(description: "\(error)")
        }
        guard !cases.isEmpty else { throw Mistake(description: "there are no cases in it") }
        return cases
    }
}

extension DueCase.Mistake {
    fileprivate init(_ error: DecodingError, in json: Data) {
        let (path, problem): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "it is missing")
            case .valueNotFound(_, let context): (context.codingPath, "it is null")
            case .typeMismatch(let type, let context): (context.codingPath, "it is not \(Self.name(of: type))")
            case .dataCorrupted(let context): (context.codingPath, context.debugDescription)
            @unknown default: ([], "\(error)")
            }
        guard let index = path.first?.intValue else {
            let isJSON = (try? JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed)) != nil
            self.init(description: isJSON ? "it is not a list of cases" : "it is not JSON")
            return
        }
        let named = try? JSONDecoder().decode([Named].self, from: json)
        let name = named.flatMap { $0[index].name }.map { " '\($0)'" } ?? ""
        guard path.count > 1 else {
            self.init(description: "case \(index + 1)\(name) is not an object")
            return
        }
        let key = path.dropFirst().reduce("") { text, key in
            key.intValue.map { "\(text)[\($0)]" } ?? (text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)")
        }
        self.init(description: "case \(index + 1)\(name), key '\(key)': \(problem)")
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Int.Type: "a whole number"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }

    /// The name of a case that may be wrong in all else.
    private struct Named: Decodable {
        let name: String?

        private enum Key: String, CodingKey { case name }

        init(from decoder: any Decoder) {
            name = try? decoder.container(keyedBy: Key.self).decode(String.self, forKey: .name)
        }
    }
}
