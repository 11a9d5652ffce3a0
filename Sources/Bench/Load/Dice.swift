/// Small reproducible randomness: the same number always rolls the same (SplitMix64).
struct Dice {
    private var state: UInt64

    init(_ seed: Int) {
        state = UInt64(truncatingIfNeeded: seed) &* 0x9e37_79b9_7f4a_7c15
    }

    /// Rolls a number from 0 up to, but not including, `sides`.
    mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        return Int((bits ^ bits >> 31) % UInt64(sides))
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[roll(choices.count)]
    }
}
