import Foundation
import WorkerRuntime

/// A file that the command line names.
enum InputFile {
    /// The bytes of a file, or of standard input for `-`.
    ///
    /// - Throws: a ``Refusal`` when there is none or it cannot be read.
    static func bytes(of file: String) throws -> [UInt8] {
        do {
            guard file != "-" else { return Array(try FileHandle.standardInput.readToEnd() ?? Data()) }
            return Array(try Data(contentsOf: URL(filePath: file)))
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            throw Refusal(.noInput, "\(file): there is no such file")
        } catch {
            throw Refusal(.noInput, "\(file): the file cannot be read")
        }
    }

    /// The lines of a text file, or of standard input for `-`, without empty ones.
    static func lines(of file: String) throws -> [String] {
        String(decoding: try bytes(of: file), as: UTF8.self)
            .split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }
}
