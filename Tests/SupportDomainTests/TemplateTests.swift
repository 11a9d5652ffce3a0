import SupportDomain
import Testing

struct TemplateTests {
    private func template(subject: String, body: String) throws -> Template {
        Template(subject: try Template.parts(of: subject).get(), body: try Template.parts(of: body).get())
    }

    @Test func `fields are filled in, and one without a value becomes nothing`() throws {
        let template = try template(subject: "[{{ticket}}] {{ subject }}", body: "Hello {{customer_name}},\n{{text}}")
        let values: [Template.Field: String] = [.ticket: "AB-1", .subject: "Help", .text: "one\ntwo"]
        let rendered = template.render { values[$0] }

        #expect(rendered.subject == "[AB-1] Help")
        #expect(rendered.body == "Hello ,\none\ntwo")
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
        #expect(Template.parts(of: "Hello {{nmae}}") == .failure(.unknown("nmae")))
        #expect(Template.parts(of: "Hello {{ticket") == .failure(.notClosed))
    }
}
