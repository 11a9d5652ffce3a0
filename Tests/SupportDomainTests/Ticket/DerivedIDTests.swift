import Foundation
import SupportDomain
import Testing

struct DerivedIDTests {
    static let noon = Date(timeIntervalSince1970: 1_767_985_200)

    @Test func `the same cause and step make the same id, and any other makes another`() {
        let id = DerivedID.make(at: Self.noon, from: ["ticket", "ab", "c"])

        #expect(id == DerivedID.make(at: Self.noon, from: ["ticket", "ab", "c"]))
        #expect(id != DerivedID.make(at: Self.noon, from: ["ticket", "a", "bc"]))
        #expect(id != DerivedID.make(at: Self.noon + 1, from: ["ticket", "ab", "c"]))
    }

    @Test func `ids sort by the time of their cause, and what follows from one sorts with it`() {
        let early = DerivedID.make(at: Self.noon, from: ["b"])
        let late = DerivedID.make(at: Self.noon + 0.001, from: ["a"])
        let step = DerivedID.make(from: early, "page", "1")

        #expect(early < late)
        #expect(step < late)
        #expect(step != early)
    }

    @Test func `an id is a UUID of version 8 and of the standard's variant`() {
        let bytes = DerivedID.make(at: Self.noon, from: ["a"]).uuid

        #expect(bytes.6 >> 4 == 8)
        #expect(bytes.8 >> 6 == 0b10)
    }

    @Test func `a ticket's id is written in lower case and read in any`() {
        let id = TicketID.opened(by: "a@example.com", of: "archbuilder", at: Self.noon)

        #expect(id.description == id.description.lowercased())
        #expect(TicketID(id.description.uppercased()) == id)
        #expect(TicketID("AB-1042") == nil)
    }
}
