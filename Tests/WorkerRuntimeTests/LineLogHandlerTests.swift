import Foundation
import Logging
import Synchronization
import Testing
import WorkerRuntime

struct LineLogHandlerTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private func lines(_ format: WorkerConfiguration.LogFormat, _ body: (Logger) -> Void) -> [String] {
        let lines = Lines()
        body(
            Logger(label: "tierline") { label in
                LineLogHandler(label: label, level: .info, format: format) { line in
                    lines.all.withLock { $0.append(line) }
                }
            }
        )
        return lines.all.withLock { $0 }
    }

    @Test func `a JSON line is one object, whatever the text holds`() throws {
        let written = lines(.json) { logger in
            logger.warning("a \"quoted\"\nline", metadata: ["ticket": "T-1", "odd": "\u{1}\u{2028}"])
            logger.debug("not shown")
        }

        #expect(written.count == 1)
        #expect(written[0].filter(\.isNewline).count == 1)
        let fields = try JSONDecoder().decode([String: String].self, from: Data(written[0].utf8))
        #expect(fields["message"] == "a \"quoted\"\nline")
        #expect(fields["level"] == "warning")
        #expect(fields["ticket"] == "T-1")
        #expect(fields["odd"] == "\u{1}\u{2028}")
    }

    @Test func `a text line is one line`() {
        let written = lines(.text) { $0.info("two\nlines", metadata: ["b": "x y", "a": "1"]) }

        #expect(written.count == 1)
        #expect(written[0].hasSuffix(" info two\\nlines a=1 b=\"x y\"\n"))
    }
}
