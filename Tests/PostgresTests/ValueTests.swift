import Foundation
import Postgres
import Testing

struct ValueTests {
    @Test func `every type comes back as it went, alone, as NULL, in arrays and in arrays with NULLs`() async throws {
        try await withDatabase { database async throws in
            try await comesBack([true, false], in: database)
            try await comesBack([Int16.min, 0, .max], in: database)
            try await comesBack([Int32.min, 0, .max], in: database)
            try await comesBack([Int64.min, 0, .max], in: database)
            try await comesBack([Int.min, 0, .max], in: database)
            try await comesBack([0, -0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity], in: database)
            try await comesBack(["", "plain", "ä€😀 'quoted' \\ \"$1\"\n\t", "{NULL,\"}"], in: database)
            try await comesBack([[], [0], Array(0...255)] as [[UInt8]], in: database)
            try await comesBack([UUID(), UUID()], in: database)
            try await comesBack([JSON(#"{"a": [1, null, "ü"]}"#), JSON("null")], in: database)
            try await comesBack([Duration.zero, .microseconds(-1), .seconds(86_400 * 400)], in: database)
            try await comesBack([Colour.red, .green], in: database)
            try await comesBack(
                [
                    Date(timeIntervalSinceReferenceDate: 0), Date(timeIntervalSince1970: 0),
                    Date(timeIntervalSinceReferenceDate: 793_456_789.123456), .distantPast, .distantFuture,
                ],
                in: database
            )
        }
    }

    private func comesBack<Value: PostgresCodable & Equatable>(_ values: [Value], in database: Database) async throws {
        for value in values {
            try await comesBack(value)
        }
        try await comesBack(Value?.none)
        try await comesBack([Value]())
        try await comesBack(values)
        try await comesBack([nil] + values.map(Optional.some) + [nil])
        try await comesBack([Value]?.none)

        func comesBack<Sent: PostgresEncodable & PostgresDecodable & Equatable>(_ sent: Sent) async throws {
            let received: Sent = try await database.value("SELECT \(sent)")
            #expect(received == sent)
        }
    }

    @Test func `a time keeps its nearest microsecond`() async throws {
        try await withDatabase { database async throws in
            let time = Date(timeIntervalSinceReferenceDate: 700_000_000.0000006)
            let text: String = try await database.value("SELECT to_char(\(time) AT TIME ZONE 'UTC', 'HH24:MI:SS.US')")
            #expect(text.hasSuffix(".000001"))
        }
    }

    @Test(
        arguments: [
            ("sum(x) FROM generate_series(1, 4) x", 10),
            ("1::numeric", 1), ("-120000::numeric", -120_000), ("10000.00::numeric", 10_000), ("0.0::numeric", 0),
            ("9223372036854775807::numeric", Int.max), ("7::int2", 7), ("7::int4", 7),
            ("4294967295::oid", 4_294_967_295),
        ]
    )
    func `an integer is read from whatever whole number SQL makes of it`(sql: String, expected: Int) async throws {
        try await withDatabase { database async throws in
            #expect(try await database.value("SELECT \(unsafeSQL: sql)") == expected)
        }
    }

    @Test(
        arguments: [
            "0", "0.0000", "1.50", "-1.5", "0.00012", "0.000000001230", "12345678901234567890.0987654321", "100000000",
            "-0.5", "NaN", "Infinity", "-Infinity", "10000", "9999.9999", "0.1000",
        ]
    )
    func `a numeric reads as PostgreSQL prints it`(text: String) async throws {
        try await withDatabase { database async throws in
            #expect(try await database.value("SELECT \(unsafeSQL: "'\(text)'::numeric")") == text)
            let number: Double = try await database.value("SELECT \(unsafeSQL: "'\(text)'::numeric")")
            #expect(number == Double(text) || number.isNaN)
        }
    }

    @Test func `text is read from every kind of text`() async throws {
        try await withDatabase { database async throws in
            try await database.rollingBack { transaction in
                try transaction.run("CREATE TYPE mood AS ENUM ('good')")
                let row = try transaction.query(
                    "SELECT 'a'::varchar, 'b'::char(1), 'c'::name, '{\"d\": 1}'::json, '{\"e\": 1}'::jsonb, 'good'::mood"
                )[0]
                let texts = try (0..<6).map { try row.get($0, as: String.self) }
                #expect(texts == ["a", "b", "c", #"{"d": 1}"#, #"{"e": 1}"#, "good"])
            }
        }
    }

    @Test func `times are read from dates, local times, infinity and intervals with days`() async throws {
        try await withDatabase { database async throws in
            let noon = Date(timeIntervalSince1970: 1_767_614_400)
            #expect(try await database.value("SELECT '2026-01-05 12:00'::timestamp") == noon)
            #expect(try await database.value("SELECT '2026-01-05'::date") == noon - 43_200)
            #expect(try await database.value("SELECT 'infinity'::timestamptz") == Date.distantFuture)
            #expect(try await database.value("SELECT '-infinity'::date") == Date.distantPast)
            #expect(try await database.value("SELECT '2 days 1 second'::interval") == Duration.seconds(172_801))
            #expect(try await database.value("SELECT \(noon) = '2026-01-05 13:00+01'::timestamptz"))
        }
    }

    @Test func `what does not fit says which column, what was wanted and what came`() async throws {
        try await withDatabase { database in
            let row = try await database.query(
                "SELECT 'x' AS word, NULL::int AS gap, 70000 AS big, 1.5 AS half, '1 mon'::interval AS month, 'blue' AS hue"
            )[0]
            func complaint<Value: PostgresDecodable>(_ name: String, _: Value.Type) async throws -> String? {
                let error = try await postgresError { _ = try row.get(name, as: Value.self) }
                #expect(error?.code == .undecodable)
                #expect(error?.isTransient == false)
                return error?.message
            }
            #expect(
                try await complaint("word", Int.self) == "column \"word\" is text of 1 bytes and cannot be read as Int"
            )
            #expect(try await complaint("gap", Int.self) == "column \"gap\" is NULL and cannot be read as Int")
            #expect(try await complaint("big", Int16.self)?.contains("70000, which does not fit") == true)
            #expect(try await complaint("half", Int.self)?.contains("numeric") == true)
            #expect(try await complaint("month", Duration.self)?.contains("1 months") == true)
            #expect(try await complaint("hue", Colour.self)?.contains("\"blue\"") == true)
            #expect(try await complaint("nothing", Int.self)?.contains("among word, gap, big") == true)
        }
    }
}

private enum Colour: String, PostgresCodable {
    case red, green
}
