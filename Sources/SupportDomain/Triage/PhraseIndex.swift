/// Many phrases, found in one pass over a text.
///
/// The words of all phrases form one trie. A text is walked through it byte by byte; only where the first word of a
/// phrase stands is the rest of that phrase looked for.
struct PhraseIndex: Sendable {
    private let phrases: [Phrase]
    private let numbers: [Phrase: Int]
    /// The word patterns of each phrase.
    private let patterns: [[Pattern]]
    /// The phrases that begin with a word pattern.
    private let beginning: [[Int]]

    private let trie: Trie

    private struct Pattern {
        let word: Int
        let gap: Int
    }

    init(_ phrases: [Phrase]) {
        var unique: [Phrase] = []
        var numbers: [Phrase: Int] = [:]
        for phrase in phrases where numbers[phrase] == nil {
            numbers[phrase] = unique.count
            unique.append(phrase)
        }
        var trie = Trie(lettersOf: unique.flatMap(\.words).map(\.text))
        patterns = unique.map { phrase in
            phrase.words.map { Pattern(word: trie.insert($0.text, isPrefix: $0.isPrefix), gap: $0.gap) }
        }
        var beginning = Array(repeating: [Int](), count: trie.wordCount)
        for (number, pattern) in patterns.enumerated() { beginning[pattern[0].word].append(number) }
        self.beginning = beginning
        self.phrases = unique
        self.numbers = numbers
        self.trie = trie
    }

    /// The numbers by which ``find(in:limit:)`` names phrases.
    func numbers(of phrases: [Phrase]) -> [Int] { phrases.compactMap { numbers[$0] } }

    /// Which phrases a text holds, by number; it reads the first `limit` bytes.
    func find(in text: String, limit: Int = 16_384) -> [Bool] {
        var found = Array(repeating: false, count: phrases.count)
        let words = trie.read(text, limit: limit)
        for position in words.positions.indices {
            for word in words.matches(at: position) {
                for number in beginning[word] where !found[number] {
                    found[number] = holds(patterns[number][...].dropFirst(), in: words, after: position)
                }
            }
        }
        return found
    }

    private func holds(_ rest: ArraySlice<Pattern>, in words: Trie.Reading, after position: Int) -> Bool {
        guard let pattern = rest.first else { return true }
        let last = min(position + 1 + pattern.gap, words.positions.count - 1)
        var next = position + 1
        while next <= last {
            if words.matches(at: next).contains(pattern.word),
                holds(rest.dropFirst(), in: words, after: next)
            {
                return true
            }
            next += 1
        }
        return false
    }
}

/// Word patterns as a trie, one row of columns to a node.
private struct Trie: Sendable {
    private(set) var wordCount = 0
    /// For each byte, its column in `children`; 0 for bytes that no pattern has.
    private let columns: [Int]
    private let width: Int
    /// A row of columns for each node, one after the other; 0 for no child.
    private var children: [Int]
    private var exact = [-1]
    private var prefix = [-1]

    /// The words of a text: for each position, which patterns it matches.
    struct Reading {
        /// Where each word's matches end in `matches`.
        private(set) var positions: [Int] = []
        private var found: [Int] = []

        mutating func match(_ word: Int) { found.append(word) }
        mutating func endWord() { positions.append(found.count) }
        func matches(at position: Int) -> ArraySlice<Int> {
            found[(position == 0 ? 0 : positions[position - 1])..<positions[position]]
        }
    }

    /// Makes a trie for words of these letters.
    init(lettersOf words: [String]) {
        var columns = Array(repeating: 0, count: 256)
        var width = 1
        for byte in words.joined().utf8 where columns[Int(byte)] == 0 {
            columns[Int(byte)] = width
            width += 1
        }
        self.columns = columns
        self.width = width
        children = Array(repeating: 0, count: width)
    }

    /// Adds a pattern and answers its number; the same pattern has the same one.
    mutating func insert(_ text: String, isPrefix: Bool) -> Int {
        var node = 0
        for byte in text.utf8 {
            let child = node * width + columns[Int(byte)]
            if children[child] == 0 {
                children[child] = exact.count
                children += Array(repeating: 0, count: width)
                exact.append(-1)
                prefix.append(-1)
            }
            node = children[child]
        }
        let known = isPrefix ? prefix[node] : exact[node]
        if known >= 0 { return known }
        if isPrefix { prefix[node] = wordCount } else { exact[node] = wordCount }
        wordCount += 1
        return wordCount - 1
    }

    func read(_ text: String, limit: Int) -> Reading {
        var reading = Reading()
        var node = 0
        var isInWord = false
        var isDead = false
        for byte in Words.plain(text).utf8.prefix(limit) {
            let folded = Words.folded(byte)
            if folded == Words.ignored { continue }
            if folded == Words.separator {
                if isInWord { endWord() }
                continue
            }
            isInWord = true
            if isDead { continue }
            let next = children[node * width + columns[Int(folded)]]
            if next == 0 {
                isDead = true
                continue
            }
            node = next
            if prefix[node] >= 0 { reading.match(prefix[node]) }
        }
        if isInWord { endWord() }
        return reading

        func endWord() {
            if !isDead, exact[node] >= 0 { reading.match(exact[node]) }
            reading.endWord()
            node = 0
            isInWord = false
            isDead = false
        }
    }
}
