import CRabbitMQ
import Foundation

extension Message {
    /// Copies the properties of a received message; the body comes in later frames.
    init(_ properties: amqp_basic_properties_t) {
        let flags = unsafe CInt(truncatingIfNeeded: properties._flags)

        func text(_ flag: CInt, _ bytes: amqp_bytes_t) -> String? {
            flags & flag == 0 ? nil : unsafe String(bytes)
        }
        unsafe self.init(
            body: [],
            contentType: text(AMQP_BASIC_CONTENT_TYPE_FLAG, properties.content_type),
            contentEncoding: text(AMQP_BASIC_CONTENT_ENCODING_FLAG, properties.content_encoding),
            type: text(AMQP_BASIC_TYPE_FLAG, properties.type),
            messageID: text(AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id),
            correlationID: text(AMQP_BASIC_CORRELATION_ID_FLAG, properties.correlation_id),
            replyTo: text(AMQP_BASIC_REPLY_TO_FLAG, properties.reply_to),
            appID: text(AMQP_BASIC_APP_ID_FLAG, properties.app_id),
            userID: text(AMQP_BASIC_USER_ID_FLAG, properties.user_id),
            timestamp: flags & AMQP_BASIC_TIMESTAMP_FLAG == 0 ? nil : Date(secondsOnTheWire: properties.timestamp),
            expiration: text(AMQP_BASIC_EXPIRATION_FLAG, properties.expiration),
            priority: flags & AMQP_BASIC_PRIORITY_FLAG == 0 ? nil : properties.priority,
            headers: flags & AMQP_BASIC_HEADERS_FLAG == 0 ? [:] : FieldValue.decode(properties.headers, depth: 0),
            isPersistent: flags & AMQP_BASIC_DELIVERY_MODE_FLAG != 0 && properties.delivery_mode == 2
        )
    }
}

extension String {
    /// Copies bytes of the wire; what is not UTF-8 becomes replacement characters.
    init(_ bytes: amqp_bytes_t) {
        unsafe self.init(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}

extension [UInt8] {
    init(_ bytes: amqp_bytes_t) {
        unsafe self.init(UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len))
    }
}

extension FieldValue {
    private static let deepest = 16

    static func decode(_ table: amqp_table_t, depth: Int) -> [String: FieldValue] {
        var result: [String: FieldValue] = [:]
        result.reserveCapacity(unsafe Int(table.num_entries))
        for index in unsafe 0..<Int(table.num_entries) {
            let entry = unsafe table.entries[index]
            unsafe result[String(entry.key)] = unsafe decode(entry.value, depth: depth)
        }
        return result
    }

    private static func decode(_ field: amqp_field_value_t, depth: Int) -> FieldValue {
        let value = unsafe field.value
        let kind = unsafe amqp_field_value_kind_t(rawValue: amqp_field_value_kind_t.RawValue(field.kind))
        switch kind {
        case AMQP_FIELD_KIND_UTF8: return unsafe .string(String(value.bytes))
        case AMQP_FIELD_KIND_BYTES: return unsafe .bytes([UInt8](value.bytes))
        case AMQP_FIELD_KIND_BOOLEAN: return unsafe .bool(value.boolean != 0)
        case AMQP_FIELD_KIND_I8: return unsafe .int(Int(value.i8))
        case AMQP_FIELD_KIND_U8: return unsafe .int(Int(value.u8))
        case AMQP_FIELD_KIND_I16: return unsafe .int(Int(value.i16))
        case AMQP_FIELD_KIND_U16: return unsafe .int(Int(value.u16))
        case AMQP_FIELD_KIND_I32: return unsafe .int(Int(value.i32))
        case AMQP_FIELD_KIND_U32: return unsafe .int(Int(value.u32))
        case AMQP_FIELD_KIND_I64: return unsafe .int(Int(value.i64))
        case AMQP_FIELD_KIND_U64:
            return unsafe Int(exactly: value.u64).map(FieldValue.int) ?? .double(Double(value.u64))
        case AMQP_FIELD_KIND_F32: return unsafe .double(Double(value.f32))
        case AMQP_FIELD_KIND_F64: return unsafe .double(value.f64)
        case AMQP_FIELD_KIND_TIMESTAMP: return unsafe .timestamp(Date(secondsOnTheWire: value.u64))
        case AMQP_FIELD_KIND_DECIMAL:
            return unsafe .decimal(scale: value.decimal.decimals, value: value.decimal.value)
        case AMQP_FIELD_KIND_TABLE where depth < deepest:
            return unsafe .table(decode(value.table, depth: depth + 1))
        case AMQP_FIELD_KIND_ARRAY where depth < deepest:
            return unsafe .array(
                UnsafeBufferPointer(start: value.array.entries, count: Int(value.array.num_entries))
                    .map { unsafe decode($0, depth: depth + 1) }
            )
        default: return .void
        }
    }
}
