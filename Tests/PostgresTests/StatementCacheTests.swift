@testable import Postgres
import Testing

struct StatementCacheTests {
    private func key(_ sql: String) -> StatementCache.Key { .init(sql: sql, types: []) }

    private func name(_ lookup: StatementCache.Lookup) -> String {
        switch lookup {
        case .prepared(let name): name
        case .new(let name, nil): "+\(name)"
        case .new(let name, let evicted?): "+\(name)-\(evicted)"
        }
    }

    @Test func `the least recently used statement makes room, and no name is used twice`() {
        var cache = StatementCache(capacity: 2)
        let names = ["a", "b", "a", "c", "a", "b"].map { name(cache.lookUp(key($0))) }

        #expect(names == ["+s1", "+s2", "s1", "+s3-s2", "s1", "+s4-s3"])
    }

    @Test func `a removed statement is new again`() {
        var cache = StatementCache(capacity: 2)
        _ = cache.lookUp(key("a"))
        cache.remove(key("a"))

        #expect(name(cache.lookUp(key("a"))) == "+s2")
    }

    @Test func `backoff is random within a bound that doubles up to ten seconds`() {
        var backoff = Backoff()
        for bound in [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10, 10] {
            let delay = backoff.next()
            #expect(delay >= .zero && delay <= .seconds(bound))
        }
    }
}
