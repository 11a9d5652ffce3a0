import Mail
import Testing

struct HTMLTextTests {
    @Test(arguments: [
        ("<p>Hello</p><p>World</p>", "Hello\n\nWorld"),
        ("Hello<br>World<br/>!", "Hello\nWorld\n!"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("  a \n  b&nbsp;c ", "a b c"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &euro; &#8364; &#x20AC; &#128;", "1 < 2 && 3 > 2 € € € €"),
        ("AT&T &unknown; & &#0; &#xD800;", "AT&T &unknown; & \u{FFFD} \u{FFFD}"),
        ("a < b and b > a", "a < b and b > a"),
        ("<style>p { color: red }</style>text<script>alert('<p>')</script>", "text"),
        ("<head><title>No</title><meta charset=utf-8></head><body>Yes</body>", "Yes"),
        ("a<!-- <p>hidden --> b", "a b"),
        ("<a title=\"x > y\" href='#'>link</a>", "link"),
        ("<p title=\"never closed>text</p>", "text"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<style>never closed", ""),
        ("<", "<"),
        ("Grüße &ouml;&Uuml;", "Grüße öÜ"),
    ])
    func `HTML without a plain text beside it is read`(html: String, text: String) throws {
        #expect(try ParsedMail("Content-Type: text/html; charset=utf-8\n\n\(html)").text == text)
    }

    @Test func `an empty plain text does not hide the HTML beside it`() throws {
        let mail = try ParsedMail(
            """
            Content-Type: multipart/alternative; boundary=b

            --b

             \u{20}
            --b
            Content-Type: text/html

            <p>Here it is</p>
            --b--
            """
        )

        #expect(mail.text == "Here it is")
        #expect(mail.html?.contains("<p>Here it is</p>") == true)
    }

    @Test func `a megabyte of open tags costs no more than its length`() throws {
        let mail = try ParsedMail("Content-Type: text/html\n\n" + String(repeating: "<a \"", count: 250_000))

        #expect(mail.text.isEmpty)
    }
}
