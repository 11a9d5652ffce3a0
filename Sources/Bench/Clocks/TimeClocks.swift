import ArgumentParser
import Foundation
import SupportDomain

/// Times the clock engine, one due time after the other; `scripts/bench-clocks` builds it and shows the result.
struct TimeClocks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clocks",
        abstract: "Measure how long the clock engine takes for one due time in an ordinary calendar.",
        discussion: """
            The calendar is open from Monday to Friday, 09:00 to 18:00 in Berlin, but on the public holidays. Starts are \
            anywhere in six years. Beside it stands the way one would write it with Foundation's Calendar, day by day, on \
            some of the same questions; the two must agree. Prints one JSON object.
            """
    )

    @Option(help: "How many due times of each kind.")
    var count = 200_000

    @Option(help: "How many of each kind are worked out the naive way, too.")
    var naiveCount = 2000

    @Option(help: "Exit with 1 if the median of all is above so many nanoseconds.")
    var limit = 5000

    func run() throws {
        let office = try Office()
        var kinds: [ClockReport.Kind] = []
        var all: [Int] = []
        for kind in DueTimeKind.allCases {
            var dice = Dice(17)
            let questions = (0..<count).map { _ in kind.question(&dice) }
            for question in questions.prefix(count / 10) { _ = office.due(question) }  // caches and branches settle
            let times = Self.time(questions) { office.due($0) }
            let some = questions.prefix(naiveCount)
            for question in some where office.due(question) != office.naiveDue(question) {
                throw BenchFailure(
                    "\(question): due \(office.due(question).description), day by day \(office.naiveDue(question))"
                )
            }
            let naive = Self.time(some) { office.naiveDue($0) }
            kinds.append(ClockReport.Kind(kind.rawValue, times, naive: naive))
            all += times
        }
        let timer = Self.time(0..<100_000) { $0 }
        let report = ClockReport(all, kinds: kinds, timer: timer)
        print(try report.json())
        if report.medianNs > limit { throw ExitCode(1) }
    }

    /// How many nanoseconds each takes.
    private static func time<Question, Answer>(
        _ questions: some Sequence<Question>,
        by answer: (Question) -> Answer
    ) -> [Int] {
        let clock = ContinuousClock()
        var times: [Int] = []
        for question in questions {
            let start = clock.now
            let result = answer(question)
            let end = clock.now
            withExtendedLifetime(result) { times.append(Int((end - start) / .nanoseconds(1))) }
        }
        return times
    }
}

/// What the measurement showed, in nanoseconds for one due time.
struct ClockReport: Encodable {
    struct Kind: Encodable {
        var kind: String
        var medianNs: Int
        var p99Ns: Int
        var naiveMedianNs: Int
        /// How many times as long the naive way takes.
        var naiveRatio: Double

        init(_ kind: String, _ times: [Int], naive: [Int]) {
            self.kind = kind
            medianNs = percentile(50, of: times)
            p99Ns = percentile(99, of: times)
            naiveMedianNs = percentile(50, of: naive)
            naiveRatio = (Double(naiveMedianNs) / Double(max(1, medianNs)) * 10).rounded() / 10
        }
    }

    var dueTimes: Int
    var medianNs: Int
    var p99Ns: Int
    /// What taking the time costs by itself; it is in the figures.
    var timerNs: Int
    var kinds: [Kind]

    init(_ times: [Int], kinds: [Kind], timer: [Int]) {
        dueTimes = times.count
        medianNs = percentile(50, of: times)
        p99Ns = percentile(99, of: times)
        timerNs = percentile(50, of: timer)
        self.kinds = kinds
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

/// The smallest value that so many percent do not exceed; 0 of nothing.
private func percentile(_ percent: Int, of values: [Int]) -> Int {
    guard !values.isEmpty else { return 0 }
    let rank = (values.count * percent + 99) / 100
    return values.sorted()[max(rank, 1) - 1]
}
