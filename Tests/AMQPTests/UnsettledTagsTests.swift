import Testing

@testable import AMQP

struct UnsettledTagsTests {
    @Test(arguments: [
        ([1, 2, 3, 4, 5], ["5+"]),  // all
        ([1, 2, 3], ["3+"]),  // a run from the start
        ([3, 1, 2], ["3+"]),  // in any order
        ([1], ["1"]),  // one
        ([2, 3], ["2", "3"]),  // 1 is unfinished
        ([1, 2, 4], ["2+", "4"]),  // 3 is unfinished
        ([5], ["5"]),
        ([7, 8], []),  // unknown
        ([1, 1, 2], ["1", "2"]),  // named twice, settled once
        ([], []),
    ])
    func `multiple stands only for a finished run at the start`(finished: [UInt64], expected: [String]) {
        var tags = UnsettledTags()
        for tag in 1...5 as ClosedRange<UInt64> { tags.add(tag) }
        let settlements = tags.settle(finished)

        #expect(settlements.map { "\($0.tag)\($0.multiple ? "+" : "")" } == expected)
        #expect(tags.settle(finished).isEmpty)
    }

    @Test func `what is settled later closes the gap`() {
        var tags = UnsettledTags()
        for tag in 1...5 as ClosedRange<UInt64> { tags.add(tag) }
        _ = tags.settle([2, 4])

        #expect(tags.settle([1, 3]) == [.init(tag: 3, multiple: true)])
        #expect(tags.count == 1)
    }
}
