import Foundation

/// Works around a fault of GMime 3.2: of several base64 encoded words in a row (RFC 2047) it drops all after the first
/// one that ends in padding, and with them the rest of most long subjects that are not English.
enum EncodedWords {
    /// The bytes with each run of base64 encoded words of one charset made one word.
    ///
    /// The whole mail is looked at, because the headers of its parts hold file names; text that merely looks the same
    /// keeps its meaning.
    static func merged(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var result: [UInt8] = []
        var copied = bytes.startIndex
        var position = bytes.startIndex
        while let start = nextStart(in: bytes, from: position) {
            guard let first = Word(in: bytes, at: start) else {
                position = start + 2
                continue
            }
            var words = [first]
            while let next = Word(in: bytes, at: afterSpace(in: bytes, from: words[words.count - 1].end)),
                next.charset == first.charset
            {
                words.append(next)
            }
            position = words[words.count - 1].end
            guard words.count > 1 else { continue }
            result += bytes[copied..<start]
            let content = words.flatMap { decode($0.content) }
            result += "=?\(first.charset)?B?\(Data(content).base64EncodedString())?=".utf8
            copied = position
        }
        return copied == bytes.startIndex ? bytes : (result + bytes[copied...])[...]
    }

    /// One base64 encoded word, `=?charset?B?content?=`.
    private struct Word {
        var charset: String
        var content: ArraySlice<UInt8>
        var end: Int

        init?(in bytes: ArraySlice<UInt8>, at start: Int) {
            guard start + 2 < bytes.endIndex, bytes[start] == UInt8(ascii: "="), bytes[start + 1] == EncodedWords.mark
            else { return nil }
            let limit = min(bytes.endIndex, start + 1_000)
            guard let charsetEnd = bytes[(start + 2)..<limit].firstIndex(of: EncodedWords.mark), charsetEnd + 3 < limit,
                bytes[charsetEnd + 1].lowercasedASCII == UInt8(ascii: "b"), bytes[charsetEnd + 2] == EncodedWords.mark
            else { return nil }
            let contentStart = charsetEnd + 3
            guard let contentEnd = bytes[contentStart..<limit].firstIndex(of: EncodedWords.mark),
                contentEnd + 1 < limit, bytes[contentEnd + 1] == UInt8(ascii: "="),
                bytes[(start + 2)..<contentEnd].allSatisfy({ (0x21...0x7E).contains($0) })
            else { return nil }
            charset = String(decoding: bytes[(start + 2)..<charsetEnd], as: UTF8.self).lowercased()
            content = bytes[contentStart..<contentEnd]
            end = contentEnd + 2
        }
    }

    private static let mark = UInt8(ascii: "?")

    private static func nextStart(in bytes: ArraySlice<UInt8>, from position: Int) -> Int? {
        var position = position
        while let index = bytes[position...].firstIndex(of: mark) {
            if index > position, bytes[index - 1] == UInt8(ascii: "=") { return index - 1 }
            position = index + 1
        }
        return nil
    }

    /// The position after spaces and folded line ends; a line end that is not followed by space ends the header.
    private static func afterSpace(in bytes: ArraySlice<UInt8>, from start: Int) -> Int {
        var position = start
        while position < bytes.endIndex {
            switch bytes[position] {
            case 0x20, 0x09, 0x0D: position += 1
            case 0x0A:
                guard position + 1 < bytes.endIndex, [0x20, 0x09].contains(bytes[position + 1]) else { return start }
                position += 1
            default: return position
            }
        }
        return start
    }

    /// Decodes base64, passing over what does not belong and needing no padding.
    private static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text {
            guard let value = sextet(byte) else { continue }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }

    private static func sextet(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 97 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) - 48 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
