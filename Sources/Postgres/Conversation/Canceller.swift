import CLibPQ
import Foundation
import Logging

/// Asks the server to stop what one connection runs.
///
/// libpq promises that a PGcancel may be used from any thread. The request is a connection of its own that blocks and
/// has no timeout, so each runs on a thread that nobody waits for; the caller decides how long it waits for the effect.
@safe final class Canceller: @unchecked Sendable {
    private let pointer: OpaquePointer

    @unsafe init(_ pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe PQfreeCancel(pointer)
    }

    /// Starts the request and returns at once.
    func send(logger: Logger) {
        let thread = Thread { [self] in
            Thread.current.name = "pg-cancel"  // before its start Foundation would not pass the name on
            var message = [CChar](repeating: 0, count: 256)
            let isSent = unsafe PQcancel(pointer, &message, CInt(message.count)) != 0
            guard !isSent else { return }
            let text = message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
            logger.warning("the request to cancel failed: \(String(decoding: text, as: UTF8.self).onOneLine)")
        }
        thread.stackSize = 1 << 19
        thread.start()
    }
}
