import Foundation

/// One conversation of a ``SMTPSink`` with a client.
struct SMTPSinkSession {
    private var socket: LoopbackSocket
    private let number: Int
    private let answer: (SMTPSink.Moment) -> SMTPSink.Answer?
    private var sender: String?
    private var recipients: [String] = []

    init(_ socket: LoopbackSocket, number: Int, answer: @escaping (SMTPSink.Moment) -> SMTPSink.Answer?) {
        self.socket = socket
        self.number = number
        self.answer = answer
    }

    /// Speaks until either side has had enough.
    mutating func run(taking take: (SMTPSink.Received) -> Void) {
        guard say("220 sink ESMTP", at: .greeting) != nil else { return }
        while let line = socket.readLine() {
            guard respond(to: line, taking: take) else { return }
        }
    }

    /// Answers one command.
    ///
    /// - Returns: whether the conversation goes on.
    private mutating func respond(to line: String, taking take: (SMTPSink.Received) -> Void) -> Bool {
        let verb = line.prefix { $0 != " " && $0 != ":" }.uppercased()
        switch verb {
        case "EHLO", "HELO":
            return say("250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8", at: .hello) != nil
        case "MAIL":
            guard let code = say("250 2.1.0 sender ok", at: .sender) else { return false }
            if code == 250 { (sender, recipients) = (path(in: line), []) }
            return true
        case "RCPT":
            let recipient = path(in: line)
            guard let code = say("250 2.1.5 recipient ok", at: .recipient(recipient)) else { return false }
            if code == 250 { recipients.append(recipient) }
            return true
        case "DATA":
            guard let permission = say("354 go ahead", at: .data) else { return false }
            guard permission == 354 else { return true }
            guard let data = readData(), let reply = reply("250 2.0.0 queued", at: .endOfData) else { return false }
            if code(of: reply) == 250 {  // kept before the client can know
                take(SMTPSink.Received(connection: number, sender: sender ?? "", recipients: recipients, data: data))
            }
            socket.write(reply + "\r\n")
            return true
        case "RSET", "NOOP":
            socket.write("250 2.0.0 ok\r\n")
            return true
        case "QUIT":
            socket.write("221 2.0.0 bye\r\n")
            return false
        default:
            socket.write("502 5.5.1 not here\r\n")
            return true
        }
    }

    /// The line or what was asked for in its place; nil when the connection is to be dropped.
    private mutating func reply(_ line: String, at moment: SMTPSink.Moment) -> String? {
        switch answer(moment) {
        case nil, .wait: return line
        case .line(let line): return line
        case .drop: return nil
        case .silence:
            while socket.readLineBytes() != nil {}  // until the client goes away
            return nil
        }
    }

    /// Says a line or what was asked for in its place.
    ///
    /// - Returns: the code that was said; nil when the connection is to be dropped.
    private mutating func say(_ line: String, at moment: SMTPSink.Moment) -> Int? {
        guard let line = reply(line, at: moment) else { return nil }
        socket.write(line + "\r\n")
        return code(of: line)
    }

    private func code(of reply: String) -> Int? {
        Int(reply.prefix(3))
    }

    private mutating func readData() -> [UInt8]? {
        var data: [UInt8] = []
        while let line = socket.readLineBytes() {
            if line == [UInt8(ascii: ".")] { return data }
            data += line.first == UInt8(ascii: ".") ? line.dropFirst() : line[...]
            data += [0x0D, 0x0A]
        }
        return nil
    }

    private func path(in line: String) -> String {
        String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
    }
}
