import Configuration
import Foundation

/// Reads settings from the environment and, where that says nothing, from the configuration file.
///
/// Every value is checked when it is read; what cannot be used is a ``SettingError`` that names the key, where it was
/// found and what would be right. An empty value counts as not set.
package struct SettingsReader: Sendable {
    private let environment: EnvironmentVariablesProvider
    private let file: FileProvider<JSONSnapshot>?
    private let filePath: String
    private let namesInEnvironment: [String]
    private let namesInFile: [String]

    /// Reads the file that `TIERLINE_CONFIG` names, if it names one.
    package init(environment variables: [String: String]) async throws(SettingError) {
        environment = EnvironmentVariablesProvider(environmentVariables: variables)
        namesInEnvironment = Array(variables.keys)
        filePath = variables["TIERLINE_CONFIG"] ?? ""
        guard !filePath.isEmpty else {
            file = nil
            namesInFile = []
            return
        }
        namesInFile = try Self.names(inFileAt: filePath)
        let path = InMemoryProvider(values: ["filePath": ConfigValue(.string(filePath), isSecret: false)])
        do {
            file = try await FileProvider<JSONSnapshot>(config: ConfigReader(provider: path))
        } catch {
            throw Self.unusable(filePath, "\(error)")
        }
    }

    /// The text of a setting, its default, or nil.
    package func text(_ setting: Setting) throws(SettingError) -> String? {
        try find(setting).text ?? setting.fallback
    }

    /// The text of a setting that has to be there.
    package func required(_ setting: Setting) throws(SettingError) -> String {
        guard let text = try text(setting) else {
            throw SettingError(key: setting.name, problem: "is not set; it is \(setting.help)")
        }
        return text
    }

    package func wholeNumber(_ setting: Setting, in range: ClosedRange<Int>) throws(SettingError) -> Int? {
        guard let found = try find(setting).text ?? setting.fallback else { return nil }
        guard let number = Int(found), range.contains(number) else {
            throw SettingError(
                key: setting.name,
                problem: "must be a whole number from \(range.lowerBound) to \(range.upperBound), not '\(found)'"
            )
        }
        return number
    }

    /// A time given in seconds, such as `20` or `0.5`.
    package func seconds(_ setting: Setting, in range: ClosedRange<Double>) throws(SettingError) -> Duration? {
        guard let found = try find(setting).text ?? setting.fallback else { return nil }
        guard let seconds = Double(found), range.contains(seconds) else {
            throw SettingError(
                key: setting.name,
                problem: "must be a number of seconds from \(range.lowerBound) to \(range.upperBound), not '\(found)'"
            )
        }
        return .seconds(seconds)
    }

    package func flag(_ setting: Setting) throws(SettingError) -> Bool {
        switch try text(setting)?.lowercased() {
        case "true", "yes", "on", "1": return true
        case nil, "false", "no", "off", "0": return false
        case .some(let other):
            throw SettingError(key: setting.name, problem: "must be true or false, not '\(other)'")
        }
    }

    /// One of the values of an enumeration.
    package func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ setting: Setting,
        of type: Choice.Type = Choice.self
    ) throws(SettingError) -> Choice? {
        guard let found = try text(setting) else { return nil }
        guard let choice = Choice(rawValue: found.lowercased()) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingError(key: setting.name, problem: "must be one of \(choices), not '\(found)'")
        }
        return choice
    }

    /// The names in the environment and in the file that look like settings and are none, each in alphabetical order.
    package func unknownNames(given settings: [Setting]) -> [UnknownName] {
        let (names, keys) = (Set(settings.map(\.name)), Set(settings.map(\.fileKey)))
        let ours = namesInEnvironment.filter { $0.hasPrefix("TIERLINE_") && !$0.hasPrefix("TIERLINE_TEST_") }
        return ours.filter { !names.contains($0) }.sorted().map { UnknownName($0, given: names) }
            + namesInFile.filter { !keys.contains($0) }.sorted().map { UnknownName($0, in: filePath, given: keys) }
    }

    private static func names(inFileAt path: String) throws(SettingError) -> [String] {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw unusable(path, "it is not there, or this user may not read it")
        }
        do {
            let object = try JSONSerialization.jsonObject(with: bytes)
            if let fields = object as? [String: Any] { return Array(fields.keys) }
        } catch {
            let reason = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
            throw unusable(path, "it is not JSON: \(reason ?? "\(error)")")
        }
        throw unusable(path, "its JSON is not an object of settings, such as {\"http_port\": 8080}")
    }

    private static func unusable(_ path: String, _ reason: String) -> SettingError {
        SettingError(key: "TIERLINE_CONFIG", problem: "the file '\(path)' cannot be used: \(reason)")
    }

    private func find(_ setting: Setting) throws(SettingError) -> (text: String?, isFromFile: Bool) {
        if let text = try? environment.environmentValue(forName: setting.name), !text.isEmpty { return (text, false) }
        guard let file else { return (nil, false) }

        let key = AbsoluteConfigKey([setting.fileKey])
        for type in [ConfigType.string, .int, .double, .bool] {
            guard let value = try? file.value(forKey: key, type: type).value else { continue }
            switch value.content {
            case .string(let text): return (text.isEmpty ? nil : text, true)
            case .int(let number): return (String(number), true)
            case .double(let number): return (String(number), true)
            case .bool(let flag): return (String(flag), true)
            default: break
            }
        }
        return (nil, true)
    }
}
