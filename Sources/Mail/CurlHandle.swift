import CCurl
import Glibc

/// A libcurl easy handle, which keeps its connections from one transfer to the next.
///
/// libcurl ends the session with QUIT when the value goes away.
@safe
struct CurlHandle: ~Copyable {
    private let pointer: UnsafeMutableRawPointer

    /// Whether libcurl as a whole has been set up, which happens once for the process and on first use.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() {
        precondition(Self.isReady, "libcurl could not set itself up")
        guard let pointer = unsafe curl_easy_init() else { preconditionFailure("libcurl has no memory for a handle") }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
    }

    /// Forgets all options; connections stay open.
    borrowing func reset() {
        unsafe curl_easy_reset(pointer)
    }

    borrowing func set(_ option: CURLoption, _ value: Int) {
        check(option, unsafe ccurl_set_long(pointer, option, value))
    }

    borrowing func set(_ option: CURLoption, _ value: String) {
        check(option, unsafe ccurl_set_string(pointer, option, value))
    }

    borrowing func setSize(_ size: Int) {
        check(CURLOPT_INFILESIZE_LARGE, unsafe ccurl_set_offset(pointer, CURLOPT_INFILESIZE_LARGE, curl_off_t(size)))
    }

    /// An option is refused only when libcurl was built without it or has no memory left.
    private func check(_ option: CURLoption, _ status: CURLcode) {
        precondition(status == CURLE_OK, "libcurl refuses option \(option.rawValue): status \(status.rawValue)")
    }

    /// Runs one SMTP transfer to its end.
    ///
    /// - Returns: nil when the server has taken the mail, else libcurl's words.
    borrowing func perform(_ exchange: SMTPExchange, recipients: [String], until cancellation: Cancellation) -> String?
    {
        var list: UnsafeMutablePointer<curl_slist>?
        defer { unsafe curl_slist_free_all(list) }
        for recipient in recipients {
            guard let longer = unsafe curl_slist_append(list, recipient) else { return "no memory is left" }
            unsafe list = unsafe longer
        }
        check(CURLOPT_MAIL_RCPT, unsafe ccurl_set_list(pointer, CURLOPT_MAIL_RCPT, list))

        let status = withExtendedLifetime((exchange, cancellation)) {
            let exchange = unsafe Unmanaged.passUnretained(exchange).toOpaque()
            let cancellation = unsafe Unmanaged.passUnretained(cancellation).toOpaque()
            unsafe attach(exchange: exchange, cancellation: cancellation)
            return withErrorText { unsafe curl_easy_perform(pointer) }
        }
        guard status.code != CURLE_OK else { return nil }
        hangUp()
        return status.text.isEmpty ? unsafe String(cString: curl_easy_strerror(status.code)) : status.text
    }

    /// Ends the connection of a transfer that did not go through, if it is still there.
    ///
    /// libcurl keeps the connection of one that was broken off, or ran out of time, while it waited for the answer to the
    /// end of a mail; saying QUIT on it would wait for that answer.
    private borrowing func hangUp() {
        var socket: curl_socket_t = -1
        guard unsafe ccurl_get_socket(pointer, &socket) == CURLE_OK, socket >= 0 else { return }
        shutdown(socket, CInt(SHUT_RDWR))
    }

    /// Gives libcurl a place for its words on what went wrong, which say more than its status.
    private borrowing func withErrorText(_ body: () -> CURLcode) -> (code: CURLcode, text: String) {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CURL_ERROR_SIZE)) { buffer in
            unsafe buffer.initialize(repeating: 0)
            check(CURLOPT_ERRORBUFFER, unsafe ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, buffer.baseAddress))
            defer { check(CURLOPT_ERRORBUFFER, unsafe ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, nil)) }
            let code = body()
            guard let text = buffer.baseAddress else { return (code, "") }
            return unsafe (code, String(cString: text))
        }
    }

    private borrowing func attach(exchange: UnsafeMutableRawPointer, cancellation: UnsafeMutableRawPointer) {
        check(CURLOPT_READDATA, unsafe ccurl_set_pointer(pointer, CURLOPT_READDATA, exchange))
        check(
            CURLOPT_READFUNCTION,
            unsafe ccurl_set_read(pointer) { buffer, size, count, exchange in
                guard let buffer = unsafe buffer, let exchange = unsafe exchange else { return 0 }
                let bytes = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
                return unsafe Unmanaged<SMTPExchange>.fromOpaque(exchange).takeUnretainedValue().read(into: bytes)
            }
        )
        // The server's lines are kept by the debug function; without this libcurl would print some of them.
        check(CURLOPT_WRITEFUNCTION, unsafe ccurl_set_write(pointer) { _, size, count, _ in size * count })

        check(CURLOPT_DEBUGDATA, unsafe ccurl_set_pointer(pointer, CURLOPT_DEBUGDATA, exchange))
        check(
            CURLOPT_DEBUGFUNCTION,
            unsafe ccurl_set_debug(pointer) { _, kind, text, count, exchange in
                guard kind == CURLINFO_HEADER_IN || kind == CURLINFO_HEADER_OUT,
                    let text = unsafe text, let exchange = unsafe exchange
                else { return 0 }
                let bytes = unsafe UnsafeRawBufferPointer(start: text, count: count)
                let line = unsafe String(decoding: bytes, as: UTF8.self)
                let owner = unsafe Unmanaged<SMTPExchange>.fromOpaque(exchange).takeUnretainedValue()
                if kind == CURLINFO_HEADER_IN {
                    owner.transcript.received(line)
                } else {
                    owner.transcript.sent(line)
                }
                return 0
            }
        )
        set(CURLOPT_VERBOSE, 1)

        check(CURLOPT_XFERINFODATA, unsafe ccurl_set_pointer(pointer, CURLOPT_XFERINFODATA, cancellation))
        check(
            CURLOPT_XFERINFOFUNCTION,
            unsafe ccurl_set_progress(pointer) { cancellation, _, _, _, _ in
                guard let cancellation = unsafe cancellation else { return 0 }
                let owner = unsafe Unmanaged<Cancellation>.fromOpaque(cancellation).takeUnretainedValue()
                return owner.isWished ? 1 : 0
            }
        )
        set(CURLOPT_NOPROGRESS, 0)
    }
}
