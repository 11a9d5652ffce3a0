import Foundation

/// How far a long replay is, for somebody who waits at a terminal.
struct BacktestProgress {
    private let isWatched = isatty(FileHandle.standardError.fileDescriptor) == 1

    func tell(_ count: Int, upTo time: Date?) {
        let upTo = time.map { ", up to \(TimeText.moment($0))" } ?? ""
        write("\r\u{1B}[Kreplayed \(count.of("ticket"))\(upTo) …")
    }

    func end() { write("\r\u{1B}[K") }

    private func write(_ text: String) {
        if isWatched { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
    }
}
