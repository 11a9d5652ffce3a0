import Mail
import Testing

struct SMTPConfigurationTests {
    @Test(
        arguments: [
            ("smtp://mail.example.com", .required, 587, .required),
            ("smtp://mail.example.com", .optional, 587, .optional),
            ("smtp://mail.example.com", .none, 25, .none),
            ("smtp://mail.example.com:2525", .none, 2_525, .none),
            ("smtps://mail.example.com", .required, 465, .implicit),
            ("SMTPS://mail.example.com:4465/name", .none, 4_465, .implicit),
        ] as [(String, SMTPConfiguration.Security, Int, SMTPConfiguration.Security)]
    )
    func `a URL says where and how`(
        url: String,
        asked: SMTPConfiguration.Security,
        port: Int,
        security: SMTPConfiguration.Security
    ) throws {
        let configuration = try SMTPConfiguration(url: url, security: asked)

        #expect(configuration.host == "mail.example.com")
        #expect(configuration.port == port)
        #expect(configuration.security == security)
    }

    @Test func `user, password and client name are taken from it, decoded`() throws {
        let configuration = try SMTPConfiguration(url: "smtp://us%40example.com:p%3Aw%2Fd@mail.example.com/me.example")

        #expect(configuration.username == "us@example.com")
        #expect(configuration.password == "p:w/d")
        #expect(configuration.clientName == "me.example")
    }

    @Test(arguments: [
        "", "mail.example.com", "http://mail.example.com", "file:///etc/passwd", "smtp://", "smtp://:secret@",
    ])
    func `what is no mail server is refused, and no password shown`(url: String) {
        #expect {
            try SMTPConfiguration(url: url)
        } throws: { error in
            (error as? MailError)?.code == .invalidConfiguration && !"\(error)".contains("secret")
        }
    }
}
