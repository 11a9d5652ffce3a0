import CRabbitMQ
import Foundation

/// Memory for what one C call reads: strings, tables and properties, all freed at once.
///
/// The C library copies nothing it is given, so everything must outlive the call.
@safe
final class Arena {
    private let pool: UnsafeMutablePointer<amqp_pool_t>

    init() {
        unsafe pool = .allocate(capacity: 1)
        unsafe init_amqp_pool(pool, 4_096)
    }

    deinit {
        unsafe empty_amqp_pool(pool)
        unsafe pool.deallocate()
    }

    /// Forgets everything handed out so far.
    func reset() {
        unsafe recycle_amqp_pool(pool)
    }

    func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { unsafe bytes(UnsafeRawBufferPointer($0)) }
    }

    func bytes(_ array: [UInt8]) -> amqp_bytes_t {
        unsafe array.withUnsafeBytes { unsafe bytes($0) }
    }

    private func bytes(_ source: UnsafeRawBufferPointer) -> amqp_bytes_t {
        guard let start = source.baseAddress, unsafe !source.isEmpty,
            let copy = unsafe amqp_pool_alloc(pool, source.count)
        else { return unsafe amqp_bytes_t(len: 0, bytes: nil) }
        unsafe copy.copyMemory(from: start, byteCount: source.count)
        return unsafe amqp_bytes_t(len: source.count, bytes: copy)
    }

    func table(_ fields: [String: FieldValue]) -> amqp_table_t {
        let entries = unsafe allocate(amqp_table_entry_t.self, fields.count)
        for (index, field) in fields.enumerated() {
            unsafe entries?[index] = amqp_table_entry_t(key: bytes(field.key), value: value(field.value))
        }
        return unsafe amqp_table_t(num_entries: entries == nil ? 0 : CInt(fields.count), entries: entries)
    }

    private func array(_ values: [FieldValue]) -> amqp_array_t {
        let entries = unsafe allocate(amqp_field_value_t.self, values.count)
        for (index, element) in values.enumerated() {
            unsafe entries?[index] = value(element)
        }
        return unsafe amqp_array_t(num_entries: entries == nil ? 0 : CInt(values.count), entries: entries)
    }

    private func allocate<T>(_ type: T.Type, _ count: Int) -> UnsafeMutablePointer<T>? {
        guard count > 0 else { return nil }
        return unsafe amqp_pool_alloc(pool, count * MemoryLayout<T>.stride)?.bindMemory(to: type, capacity: count)
    }

    private func value(_ value: FieldValue) -> amqp_field_value_t {
        var field = unsafe amqp_field_value_t()
        switch value {
        case .string(let text):
            unsafe field.kind = kind(AMQP_FIELD_KIND_UTF8)
            unsafe field.value.bytes = bytes(text)
        case .bytes(let array):
            unsafe field.kind = kind(AMQP_FIELD_KIND_BYTES)
            unsafe field.value.bytes = bytes(array)
        case .int(let number):
            unsafe field.kind = kind(AMQP_FIELD_KIND_I64)
            unsafe field.value.i64 = Int64(number)
        case .double(let number):
            unsafe field.kind = kind(AMQP_FIELD_KIND_F64)
            unsafe field.value.f64 = number
        case .bool(let flag):
            unsafe field.kind = kind(AMQP_FIELD_KIND_BOOLEAN)
            unsafe field.value.boolean = flag ? 1 : 0
        case .timestamp(let date):
            unsafe field.kind = kind(AMQP_FIELD_KIND_TIMESTAMP)
            unsafe field.value.u64 = date.secondsOnTheWire
        case .decimal(let scale, let number):
            unsafe field.kind = kind(AMQP_FIELD_KIND_DECIMAL)
            unsafe field.value.decimal = amqp_decimal_t(decimals: scale, value: number)
        case .table(let table):
            unsafe field.kind = kind(AMQP_FIELD_KIND_TABLE)
            unsafe field.value.table = self.table(table)
        case .array(let values):
            unsafe field.kind = kind(AMQP_FIELD_KIND_ARRAY)
            unsafe field.value.array = array(values)
        case .void:
            unsafe field.kind = kind(AMQP_FIELD_KIND_VOID)
        }
        return unsafe field
    }
}

private func kind(_ kind: amqp_field_value_kind_t) -> UInt8 { UInt8(truncatingIfNeeded: kind.rawValue) }

extension Date {
    /// AMQP's timestamp is unsigned: what lies before 1970 becomes 1970.
    var secondsOnTheWire: UInt64 { UInt64(max(0, min(timeIntervalSince1970, 253_402_300_799))) }

    init(secondsOnTheWire seconds: UInt64) {
        self.init(timeIntervalSince1970: TimeInterval(min(seconds, 253_402_300_799)))
    }
}
