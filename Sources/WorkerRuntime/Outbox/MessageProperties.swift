import AMQP
import Foundation

/// A message's headers, and the AMQP properties that have no column of their own, as one JSON object.
///
/// Headers keep their names; the properties stand beside them as `amqp.correlation_id` and so on. Kinds JSON does not
/// know are objects with one key: `{"$bytes": base64}`, `{"$timestamp": seconds}`, `{"$decimal": [scale, value]}`.
enum MessageProperties {
    /// Written by hand, because most messages carry two short headers and there are thousands of them a second.
    static func json(of message: Message) -> String {
        guard message.hasProperties || !message.headers.isEmpty else { return "{}" }
        var fields = message.headers
        if message.hasProperties {
            fields["amqp.content_encoding"] = message.contentEncoding.map(FieldValue.string)
            fields["amqp.correlation_id"] = message.correlationID.map(FieldValue.string)
            fields["amqp.reply_to"] = message.replyTo.map(FieldValue.string)
            fields["amqp.app_id"] = message.appID.map(FieldValue.string)
            fields["amqp.user_id"] = message.userID.map(FieldValue.string)
            fields["amqp.timestamp"] = message.timestamp.map(FieldValue.timestamp)
        }
        var text = ""
        text.reserveCapacity(128)
        write(fields, to: &text)
        return text
    }

    /// Puts headers and properties back into a message.
    static func restore(_ json: String, into message: inout Message) {
        guard json != "{}", let value = try? JSONDecoder().decode(JSONHeader.self, from: Data(json.utf8)).value,
            case .table(var fields) = value
        else { return }
        message.contentEncoding = fields.removeValue(forKey: "amqp.content_encoding")?.string
        message.correlationID = fields.removeValue(forKey: "amqp.correlation_id")?.string
        message.replyTo = fields.removeValue(forKey: "amqp.reply_to")?.string
        message.appID = fields.removeValue(forKey: "amqp.app_id")?.string
        message.userID = fields.removeValue(forKey: "amqp.user_id")?.string
        if case .timestamp(let time) = fields.removeValue(forKey: "amqp.timestamp") { message.timestamp = time }
        message.headers = fields
    }

    private static func write(_ table: [String: FieldValue], to text: inout String) {
        text += "{"
        var isFirst = true
        for (key, value) in table {
            if !isFirst { text += "," }
            isFirst = false
            text += jsonText(storable(key))
            text += ":"
            write(value, to: &text)
        }
        text += "}"
    }

    private static func write(_ value: FieldValue, to text: inout String) {
        switch value {
        case .string(let string): text += jsonText(storable(string))
        case .int(let number): text += String(number)
        case .double(let number): text += number.isFinite ? String(number) : "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .void: text += "null"
        case .timestamp(let time): text += "{\"$timestamp\":\(Int(time.timeIntervalSince1970.rounded()))}"
        case .bytes(let bytes): text += "{\"$bytes\":\"\(Data(bytes).base64EncodedString())\"}"
        case .decimal(let scale, let value): text += "{\"$decimal\":[\(scale),\(value)]}"
        case .table(let table): write(table, to: &text)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                write(value, to: &text)
            }
            text += "]"
        }
    }

    /// PostgreSQL stores no NUL in jsonb.
    private static func storable(_ text: String) -> String {
        text.utf8.contains(0) ? text.replacing("\0", with: "\u{fffd}") : text
    }
}

extension Message {
    fileprivate var hasProperties: Bool {
        contentEncoding != nil || correlationID != nil || replyTo != nil || appID != nil || userID != nil
            || timestamp != nil
    }
}

/// Reads what ``MessageProperties`` wrote.
private struct JSONHeader: Decodable {
    let value: FieldValue

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            value = .bool(flag)
        } else if let number = try? container.decode(Int.self) {
            value = .int(number)
        } else if let number = try? container.decode(Double.self) {
            value = .double(number)
        } else if let text = try? container.decode(String.self) {
            value = .string(text)
        } else if let values = try? container.decode([JSONHeader].self) {
            value = .array(values.map(\.value))
        } else if let table = try? container.decode([String: JSONHeader].self).mapValues(\.value) {
            value = JSONHeader.special(table) ?? .table(table)
        } else {
            value = .void
        }
    }

    /// The kinds JSON does not know.
    private static func special(_ table: [String: FieldValue]) -> FieldValue? {
        guard table.count == 1, let (key, value) = table.first else { return nil }
        switch (key, value) {
        case ("$timestamp", .int(let seconds)):
            return .timestamp(Date(timeIntervalSince1970: Double(seconds)))
        case ("$bytes", .string(let text)):
            return Data(base64Encoded: text).map { .bytes(Array($0)) }
        case ("$decimal", .array(let parts)):
            guard parts.count == 2, let scale = parts[0].int.flatMap(UInt8.init(exactly:)),
                let value = parts[1].int.flatMap(UInt32.init(exactly:))
            else { return nil }
            return .decimal(scale: scale, value: value)
        default:
            return nil
        }
    }
}
