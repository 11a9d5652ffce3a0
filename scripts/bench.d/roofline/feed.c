// Publishes mails as fast as the stages complete them: the twin of the generator.
#include "broker.h"
#include "run.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    BURST = 64,
    MAIL_SIZE = 2048,
    MOST_UNFINISHED = 8000,  // enough that every stage always finds full batches, little enough to stay in memory
    RESEND_EVERY = 20,       // 5 % of the messages come twice
    RESEND_AFTER = 37,
};

static const char *const subjects[] = {
    "URGENT: model export fails since this morning",
    "How do I change the default wall height?",
    "Invoice for March shows the wrong number of seats",
    "IFC import loses curtain walls",
    "Very slow regeneration on large models",
    "Single sign-on stopped working",
    "Feature request: dark mode for the plan view",
    "Revit plug-in does not load after the update",
};

static const char *const sentences[] = {
    "We upgraded to the newest version last week and since then the export ends with error 4711.",
    "The same file worked before, and a colleague on another machine sees the same thing.",
    "I attached nothing because the file is over 200 MB, but I can upload it wherever you like.",
    "Our deadline with the client is on Friday, so any hint at a way around it would help a lot.",
    "We have already cleared the cache, reinstalled the plug-in and restarted the machine.",
    "The generated layout ignores the setback that we entered for the north side of the plot.",
    "Please tell me which log file you need and where I find it on Windows 11.",
    "Apart from that we are quite happy with the product and use it every day.",
};

static size_t write_mail(char *mail, char *source_id, long number) {
    uint64_t dice = mix(&number, sizeof number, 1);
    sprintf(source_id, "%016llx.%ld@mail.customer%ld.example", (unsigned long long)dice, number, number % 500);
    size_t length = (size_t)sprintf(
        mail,
        "Return-Path: <user%ld@customer%ld.example>\r\n"
        "Received: from mail.customer%ld.example (mail.customer%ld.example [192.0.2.%ld])\r\n"
        "\tby mx.archbuilder.example with ESMTPS id %016llx for <support@archbuilder.example>\r\n"
        "From: \"Casey Number %ld\" <user%ld@customer%ld.example>\r\n"
        "To: ArchBuilder Support <support@archbuilder.example>\r\n"
        "Subject: %s (%ld)\r\n"
        "Date: Mon, 5 Jan 2026 09:00:00 +0000\r\n"
        "Message-ID: <%s>\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\nHello,\r\n\r\n",
        number % 5000, number % 500, number % 500, number % 500, number % 250 + 1, (unsigned long long)dice, number,
        number % 5000, number % 500, subjects[dice % 8], number, source_id);
    for (int i = 0; i < 5; i++) length += (size_t)sprintf(mail + length, "%s\r\n", sentences[(dice >> (8 + 3 * i)) % 8]);
    return length + (size_t)sprintf(mail + length, "\r\nKind regards,\r\nCasey\r\n");
}

static void wait_until_wanted(Stage stage, Broker *broker, long next) {
    while (atomic_load(&stage.shared->closing) || next >= atomic_load(&stage.shared->wanted)
           || next - atomic_load(&stage.shared->completed) >= MOST_UNFINISHED) {
        bool closing = atomic_load(&stage.shared->closing);
        broker_await(broker, 0);
        atomic_store(&stage.shared->fed, next);
        atomic_store(&stage.shared->settled, closing);
        if (atomic_load(&stage.shared->stopping)) return;
        usleep(500);
    }
}

void feed(Stage stage) {
    Broker broker = broker_open(stage.amqp_url);
    broker_confirm(&broker);
    stage_is_ready(stage, FEEDER);
    static char mails[BURST][MAIL_SIZE], ids[BURST][80], traces[BURST][56];
    Outgoing burst[BURST];
    long next = 0;
    bool resend = false;
    while (!atomic_load(&stage.shared->stopping)) {
        wait_until_wanted(stage, &broker, next);
        if (atomic_load(&stage.shared->stopping)) break;
        long allowed = atomic_load(&stage.shared->wanted);
        int count = 0;
        while (count < BURST && next < allowed) {
            long number = resend ? next - RESEND_AFTER : next++;
            resend = !resend && next % RESEND_EVERY == 0 && next > RESEND_AFTER;
            size_t length = write_mail(mails[count], ids[count], number);
            uint64_t trace = mix(&number, sizeof number, 2);
            sprintf(traces[count], "00-%016llx%016llx-%016llx-01", (unsigned long long)trace,
                    (unsigned long long)~trace, (unsigned long long)trace);
            burst[count] = (Outgoing){
                .exchange = "support.inbound", .routing_key = "archbuilder.email", .content_type = "message/rfc822",
                .message_id = ids[count], .traceparent = traces[count], .body = mails[count], .length = length,
            };
            count += 1;
        }
        if (count == 0) continue;
        broker_publish(&broker, burst, count);
        stage_did_batch(stage, FEEDER);
    }
    broker_close(&broker);
}
