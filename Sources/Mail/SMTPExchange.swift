/// What libcurl's callbacks work on during one transfer, all on the client's thread.
final class SMTPExchange {
    private let message: [UInt8]
    private var offset = 0
    var transcript: SMTPTranscript

    init(message: [UInt8], recipients: [String]) {
        self.message = message
        transcript = SMTPTranscript(recipients: recipients)
    }

    /// Copies the next bytes of the mail.
    ///
    /// - Returns: how many there were; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, message.count - offset)
        unsafe message.withUnsafeBytes { bytes in
            unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)]))
        }
        offset += count
        return count
    }
}
