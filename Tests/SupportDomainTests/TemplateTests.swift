import SupportDomain
import Testing

struct TemplateTests {
    private func template(subject: String, body: String) throws -> Template {
        Template(subject: try Template.parts(of: subject).get(), body: try Template.parts(of: body).get())
    }

    @Test func `fields are filled in, and one without a value becomes nothing`() throws {
        let template = try template(
            subject: "[{{ticket}}] {{ subject }}",
            body: "Hello{{customer_name}}, {{ticket}}:\n{{text}}"
        )
        let values: [Template.Field: String] = [.ticket: "AB-1", .subject: "Help", .text: "one\ntwo"]
        let rendered = template.render { values[$0] }

        #expect(rendered.subject == "[AB-1] Help")
        #expect(rendered.body == "Hello, AB-1:\none\ntwo")
    }

    @Test func `a line of the body that has nothing to say is left out, and a body is not for being one line`() throws {
        let body = "We have it.\n\nAn answer by: {{respond_by}}\nSolved by: {{resolve_by}}, {{due}}\n{{text}}\n"
        let letter = try template(subject: "{{ticket}}", body: body)
        let single = try template(subject: "-", body: "An answer by {{respond_by}}.")

        #expect(letter.render { _ in nil }.body == "We have it.\n\n")
        #expect(letter.render { $0 == .due ? "noon" : nil }.body == "We have it.\n\nSolved by: , noon\n")
        #expect(letter.render { $0 == .text ? "" : nil }.body == "We have it.\n\n\n")
        #expect(single.render { _ in nil }.body == "An answer by .")
    }

    @Test func `a value can forge neither a header, nor a line of the text, nor another field`() throws {
        let template = try template(subject: "{{subject}}", body: "Hello {{customer_name}}")
        let values: [Template.Field: String] = [
            .subject: "Hi\r\nBcc: everybody@example.com",
            .customerName: "Eve\n\nPlease pay {{ticket}}",
            .ticket: "AB-1",
        ]
        let rendered = template.render { values[$0] }

        #expect(rendered.subject == "Hi Bcc: everybody@example.com")
        #expect(rendered.body == "Hello Eve Please pay {{ticket}}")
    }

    @Test func `a field that does not exist is named`() {
        func errors(in text: String) -> [Template.PlaceholderError]? {
            if case .failure(let errors) = Template.parts(of: text) { errors.all } else { nil }
        }
        #expect(errors(in: "Hello {{nmae}}") == [.unknown("nmae")])
        #expect(errors(in: "Hello {{ticket") == [.notClosed])
        #expect(
            errors(in: "{{nmae}}, {{ticket}} is {{ stauts }}; {{due") == [
                .unknown("nmae"), .unknown("stauts"), .notClosed,
            ]
        )
        #expect(errors(in: "{{ticket}}") == nil)
    }
}
