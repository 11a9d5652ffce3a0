import Foundation
import Postgres
import Testing

struct QueryTests {
    @Test(arguments: ["'; DROP TABLE ticket; --", "$1", "\\'", "\"", "\u{2028}", "%s", "{}"])
    func `a bound value never becomes SQL`(text: String) async throws {
        try await withDatabase { database async throws in
            #expect(try await database.value("SELECT \(text)") == text)
        }
    }

    @Test(arguments: ["plain", "Mixed Case", "with \"quotes\"", "select", "semi;colon"])
    func `an identifier is one name whatever it contains`(name: String) async throws {
        try await withDatabase { database async throws in
            let row = try await database.query("SELECT 1 AS \(identifier: name)")[0]
            #expect(try row.get(name) == 1)
        }
    }

    @Test func `the same text with other types is another statement`() async throws {
        try await withDatabase { database async throws in
            for _ in 0..<2 {
                #expect(try await database.value("SELECT \(1)") == 1)
                #expect(try await database.value("SELECT \("one")") == "one")
            }
        }
    }

    @Test func `a row is read by position, by name and as a tuple`() async throws {
        try await withDatabase { database in
            let row = try await database.query("SELECT 1 AS a, 'two' AS b, NULL::float8 AS c")[0]
            let (first, second, third) = try row.decode((Int, String, Double?).self)

            #expect((first, second) == (1, "two"))
            #expect(third == nil)
            #expect(try row.get(1) == "two")
            #expect(try row.get("c", as: Double?.self) == nil)
            #expect(try row.decode(Int.self) == 1)
        }
    }

    @Test func `a statement the server refuses says where and what`() async throws {
        try await withDatabase { database in
            let error = try await postgresError { _ = try await database.query("SELECT  1,\n  nonsense FROM pg_class") }

            #expect(error?.code == .statementFailed)
            #expect(error?.sqlState == "42703")
            #expect(error?.operation == "SELECT 1, nonsense FROM pg_class")
            #expect(error?.position == 14)
            #expect(error?.isTransient == false)
            #expect(try await database.value("SELECT 1") == 1)
        }
    }
}
