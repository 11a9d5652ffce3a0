import SupportDomain
import Testing

/// Document 003 says its hours twice, under Support Hours and under Business Hours; either holds, sentence by sentence.
struct ArchBuilderHoursTests {
    @Test(arguments: [
        Promise(
            "Support Hours: Standard Support: Monday-Friday, 9 AM - 6 PM PST",
            .firstResponse,
            .p2,
            "standard",
            "Fri 2026-01-09 16:00",
            due: "Mon 2026-01-12 11:00"
        ),
        Promise(
            "Business Hours: Standard Support: Monday-Friday, 9 AM - 6 PM PST",
            .firstResponse,
            .p2,
            "professional",
            "Mon 2026-01-12 08:00",
            due: "Mon 2026-01-12 13:00"
        ),
        Promise(
            "Support Hours: Premium Support: 24/7 for Enterprise customers",
            .firstResponse,
            .p2,
            "enterprise",
            "Sat 2026-01-10 22:00",
            due: "Sun 2026-01-11 02:00"
        ),
        Promise(
            "Business Hours: Premium Support: 24/7 for Enterprise customers",
            .resolution,
            .p3,
            "enterprise",
            "Thu 2026-12-24 20:00",
            due: "Sun 2026-12-27 20:00"
        ),
        Promise(
            "Support Hours: Emergency Support: 24/7 for critical issues",
            .firstResponse,
            .p1,
            "standard",
            "Sat 2026-01-10 22:00",
            due: "Sat 2026-01-10 23:00",
            channel: "emergency"
        ),
        Promise(
            "Business Hours: Emergency Support: 24/7 for critical issues",
            .resolution,
            .p1,
            "professional",
            "Thu 2026-11-26 03:00",
            due: "Thu 2026-11-26 07:00"
        ),
        Promise(
            "Support Hours: Holiday Coverage: Reduced hours during holidays",
            .firstResponse,
            .p2,
            "standard",
            "Mon 2026-05-25 11:00",
            due: "Tue 2026-05-26 10:00"
        ),
        Promise(
            "Business Hours: Holiday Coverage: Reduced hours during holidays",
            .firstResponse,
            .p2,
            "professional",
            "Fri 2026-11-27 13:00",
            due: "Mon 2026-11-30 12:00"
        ),
    ])
    func `features items 9 and 10: the hours of document 003 are kept, holidays among them`(promise: Promise) throws {
        try promise.check(in: Shipped.archBuilder.policy)
    }
}
