import CLibPQ
import Foundation
import Logging

/// libpq's connection: the one door to its functions that talk to the server.
///
/// Everything but ``canceller`` belongs to one thread at a time.
@safe struct ConnectionHandle: ~Copyable {
    private let pointer: OpaquePointer
    private let notices: NoticeLog

    /// Connects, blocking at most `connect_timeout` for each host the keywords name.
    init(keywords: [(name: String, value: String)], logger: Logger) throws(ConnectionRefusal) {
        var names = unsafe keywords.map { unsafe UnsafePointer(strdup($0.name)) } + [nil]
        var values = unsafe keywords.map { unsafe UnsafePointer(strdup($0.value)) } + [nil]
        defer {
            unsafe (names + values).forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) }
        }
        guard let pointer = unsafe PQconnectdbParams(&names, &values, 0) else {
            throw ConnectionRefusal(message: "libpq has no memory for a connection")
        }
        guard unsafe PQstatus(pointer) == CONNECTION_OK else {
            let message = unsafe String(cString: PQerrorMessage(pointer))
            unsafe PQfinish(pointer)
            throw ConnectionRefusal(message: message.onOneLine)
        }
        unsafe self.pointer = pointer
        notices = NoticeLog(logger: logger)
        unsafe PQsetNoticeReceiver(pointer, NoticeLog.receive, Unmanaged.passUnretained(notices).toOpaque())
        _ = unsafe PQsetnonblocking(pointer, 1)
    }

    deinit {
        unsafe PQfinish(pointer)
    }

    var socket: CInt { unsafe PQsocket(pointer) }
    var isUsable: Bool { unsafe PQstatus(pointer) == CONNECTION_OK }
    var isOutsideTransaction: Bool { unsafe PQtransactionStatus(pointer) == PQTRANS_IDLE }
    var isInTransaction: Bool { unsafe PQtransactionStatus(pointer) == PQTRANS_INTRANS }
    var errorMessage: String { unsafe String(cString: PQerrorMessage(pointer)).onOneLine }

    /// Whether asking for a result would have to wait for the server.
    var isBusy: Bool { unsafe PQisBusy(pointer) != 0 }

    /// The next result; nil ends those of one statement.
    ///
    /// Call it only when not ``isBusy``.
    func nextResult() -> ResultSet? {
        unsafe PQgetResult(pointer).map { unsafe ResultSet($0) }
    }

    /// Answers whether output remains that the socket did not take.
    func flush() throws(PostgresError) -> Bool {
        let status = unsafe PQflush(pointer)
        try check(status >= 0)
        return status > 0
    }

    func consumeInput() throws(PostgresError) {
        try check(unsafe PQconsumeInput(pointer) != 0)
    }

    func enterPipelineMode() throws(PostgresError) {
        try check(unsafe PQenterPipelineMode(pointer) != 0)
    }

    func exitPipelineMode() throws(PostgresError) {
        try check(unsafe PQexitPipelineMode(pointer) != 0)
    }

    func sendSync() throws(PostgresError) {
        try check(unsafe PQpipelineSync(pointer) != 0)
    }

    /// Sends several statements as one text, outside pipeline mode.
    func send(script: String) throws(PostgresError) {
        try check(unsafe PQsendQuery(pointer, script) != 0)
    }

    func sendPrepare(_ name: String, _ query: Query) throws(PostgresError) {
        let types = query.parameters.types.map(\.oid)
        try check(unsafe PQsendPrepare(pointer, name, query.sql, CInt(types.count), types) != 0)
    }

    /// Sends a statement that is not worth preparing and has no parameters.
    func send(_ sql: String) throws(PostgresError) {
        try check(unsafe PQsendQueryParams(pointer, sql, 0, nil, nil, nil, nil, 1) != 0)
    }

    func sendExecute(_ name: String, _ parameters: Parameters) throws(PostgresError) {
        let slots = parameters.slots
        let lengths = slots.map { CInt($0.length ?? 0) }
        let formats = [CInt](repeating: 1, count: slots.count)
        let empty: [CChar] = [0]  // an empty value is not NULL and needs an address
        let isSent = unsafe parameters.writer.bytes.withUnsafeBytes { bytes in
            unsafe empty.withUnsafeBufferPointer { empty in
                let values = unsafe slots.map { slot -> UnsafePointer<CChar>? in
                    guard let length = slot.length else { return nil }
                    guard length > 0 else { return empty.baseAddress }
                    return unsafe bytes.baseAddress?.advanced(by: slot.offset).assumingMemoryBound(to: CChar.self)
                }
                return unsafe PQsendQueryPrepared(pointer, name, CInt(slots.count), values, lengths, formats, 1)
            }
        }
        try check(isSent != 0)
    }

    /// What may be used from another thread to stop the running statement.
    func canceller() -> Canceller? {
        unsafe PQgetCancel(pointer).map { unsafe Canceller($0) }
    }

    private func check(_ isDone: Bool) throws(PostgresError) {
        if isDone { return }
        throw PostgresError(.connectionLost, operation: "talk to the server", message: errorMessage, isTransient: true)
    }
}

/// Why there is no connection, in libpq's words.
struct ConnectionRefusal: Error {
    let message: String
}

/// Passes the server's notices on to the log.
private final class NoticeLog: Sendable {
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    static let receive: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Void = { context, result in
        guard let context = unsafe context, let result = unsafe result else { return }
        let log = unsafe Unmanaged<NoticeLog>.fromOpaque(context).takeUnretainedValue()
        let text = unsafe String(cString: PQresultErrorMessage(result)).onOneLine
        log.logger.debug("the server says: \(text)")
    }
}
