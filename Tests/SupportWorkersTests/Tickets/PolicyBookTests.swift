import Foundation
import SupportDomain
import SupportStore
import SupportWorkers
import TestSupport
import Testing

struct PolicyBookTests {
    @Test func `a policy that another worker knows already is looked up at once`() async throws {
        let text = try String(
            contentsOf: TestServices.checkout.appending(path: "deploy/policies/archbuilder.yaml"),
            encoding: .utf8
        )
        try await TestDatabase().rollingBack { transaction in
            let book = PolicyBook(lookingEvery: .seconds(3600))
            #expect(try book.inForce(in: transaction)["archbuilder"] == nil)

            _ = try transaction.applyPolicy(text, of: "archbuilder", by: "lee")
            #expect(try book.inForce(in: transaction)["archbuilder"] == nil)
            #expect(try book.inForce(knowing: ["archbuilder": 1], in: transaction)["archbuilder"]?.version == 1)

            _ = try transaction.applyPolicy(text + "\n", of: "archbuilder", by: "lee")
            #expect(try book.inForce(knowing: ["archbuilder": 1], in: transaction)["archbuilder"]?.version == 1)
            #expect(try book.inForce(knowing: ["archbuilder": 2], in: transaction)["archbuilder"]?.version == 2)
        }
    }
}
