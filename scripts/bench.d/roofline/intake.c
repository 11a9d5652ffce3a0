// Makes a ticket of each mail: the rows and messages of the intake worker.
#include "broker.h"
#include "database.h"
#include "event.h"
#include "run.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    char source_id[96], address[96], name[96], subject[256], trace[TRACE_SIZE], message_id[37], body[80];
    const char *text, *raw;
    size_t text_length, raw_length;
    uint8_t id[16], event_id[16];
    int64_t fingerprint;
    const char *plan;
    bool is_duplicate;
} Mail;

static void prepare(Database *database) {
    database_prepare(database, "begin", "BEGIN");
    database_prepare(database, "commit", "COMMIT");
    database_prepare(database, "now", "SELECT tierline_now()");
    database_prepare(database, "known",
        "SELECT k.nr, m.ticket_id, m.fingerprint FROM unnest($1::text[]) WITH ORDINALITY k(source_id, nr) "
        "JOIN message m ON m.programme = 'archbuilder' AND m.source_id = k.source_id");
    database_prepare(database, "customers",
        "SELECT k.nr, a.plan FROM unnest($1::text[]) WITH ORDINALITY k(address, nr) "
        "JOIN customer c ON c.programme = 'archbuilder' AND c.address = k.address "
        "LEFT JOIN plan_assignment a ON a.programme = 'archbuilder' AND a.address = k.address "
        "AND a.valid_from <= now() AND (a.valid_to IS NULL OR a.valid_to > now())");
    database_prepare(database, "tickets",
        "INSERT INTO ticket (id, programme, channel, requester, requester_name, subject, plan, language, status, "
        "policy_version, created_at, unanswered_since, event_count, last_customer_message) "
        "SELECT id, 'archbuilder', 'email', requester, name, subject, plan, 'en', 'received', 1, $7, $7, 1, source_id "
        "FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) "
        "AS t(id, requester, name, subject, plan, source_id)");
    database_prepare(database, "messages",
        "INSERT INTO message (programme, source_id, ticket_id, direction, author, author_name, subject, body, "
        "hints, fingerprint, said_at) SELECT 'archbuilder', source_id, ticket, 'from_customer', author, name, subject, "
        "body, '{\"to\": \"support@archbuilder.example\"}', fingerprint, $8 FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], "
        "$7::int8[]) AS m(source_id, ticket, author, name, subject, body, fingerprint)");
    database_prepare(database, "sources",
        "INSERT INTO message_source (programme, source_id, raw) "
        "SELECT 'archbuilder', source_id, raw FROM unnest($1::text[], $2::bytea[]) AS s(source_id, raw)");
    database_prepare(database, "events",
        "INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) "
        "SELECT ticket, 1, 'received', actor, cause, 1, $5, data "
        "FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[]) AS e(ticket, actor, cause, data)");
    database_prepare(database, "outbox",
        "INSERT INTO outbox (id, exchange, routing_key, content_type, type, message_id, headers, body) "
        "SELECT id, 'support.events', 'ticket.received', 'application/json', 'ticket.received', message_id, headers, "
        "body FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::bytea[]) AS o(id, message_id, headers, body)");
    database_prepare(database, "sent", "DELETE FROM outbox WHERE id = ANY($1::uuid[])");
}

static void copy_between(char *target, size_t size, const char *from, const char *end, const char *stop) {
    const char *last = from ? memmem(from, (size_t)(end - from), stop, strlen(stop)) : NULL;
    size_t length = last ? (size_t)(last - from) : 0;
    if (length >= size) length = size - 1;
    memcpy(target, from ? from : "", length);
    target[length] = 0;
}

static const char *after(const char *text, size_t length, const char *mark) {
    const char *found = memmem(text, length, mark, strlen(mark));
    return found ? found + strlen(mark) : NULL;
}

static void read_mail(Mail *mail, const amqp_envelope_t *envelope) {
    const amqp_message_t *message = &envelope->message;
    mail->raw = message->body.bytes;
    mail->raw_length = message->body.len;
    const char *end = mail->raw + mail->raw_length;
    snprintf(mail->source_id, sizeof mail->source_id, "%.*s", (int)message->properties.message_id.len,
             (char *)message->properties.message_id.bytes);
    trace_read(mail->trace, message);
    copy_between(mail->name, sizeof mail->name, after(mail->raw, mail->raw_length, "\r\nFrom: \""), end, "\"");
    copy_between(mail->address, sizeof mail->address, after(mail->raw, mail->raw_length, "\" <"), end, ">");
    copy_between(mail->subject, sizeof mail->subject, after(mail->raw, mail->raw_length, "\r\nSubject: "), end, "\r\n");
    mail->text = after(mail->raw, mail->raw_length, "\r\n\r\n");
    if (!mail->text) die("a mail without a body");
    mail->text_length = (size_t)(end - mail->text);
    mail->fingerprint = (int64_t)mix(mail->raw, mail->raw_length, 0);
    mail->plan = "standard";
    mail->is_duplicate = false;
}

static void find_repeats_within(Mail mails[], int count) {
    for (int i = 1; i < count; i++) {
        for (int j = 0; j < i && !mails[i].is_duplicate; j++) {
            mails[i].is_duplicate = mails[i].fingerprint == mails[j].fingerprint;
        }
    }
}

static int64_t load(Database *database, Mail mails[], int count) {
    static Array ids, addresses;
    array_begin(&ids, OID_TEXT);
    array_begin(&addresses, OID_TEXT);
    for (int i = 0; i < count; i++) {
        array_text(&ids, mails[i].source_id);
        array_text(&addresses, mails[i].address);
    }
    array_end(&ids);
    array_end(&addresses);
    database_send(database, "begin", 0, NULL);
    database_send(database, "now", 0, NULL);
    database_send(database, "known", 1, (Array *[]){&ids});
    database_send(database, "customers", 1, (Array *[]){&addresses});
    PGresult *results[3];
    database_flush(database, 3, results);
    int64_t now = result_int8(results[0], 0, 0);
    for (int row = 0; row < PQntuples(results[1]); row++) {
        mails[result_int8(results[1], row, 0) - 1].is_duplicate = true;
    }
    for (int row = 0; row < PQntuples(results[2]); row++) {
        mails[result_int8(results[2], row, 0) - 1].plan = "enterprise";
    }
    for (int i = 0; i < 3; i++) PQclear(results[i]);
    return now;
}

static void make_ids(Mail *mail, int64_t now) {
    uint8_t cause[16] = {0};
    uint64_t milliseconds = (uint64_t)(now / 1000 + 946684800000);
    for (int i = 0; i < 6; i++) cause[i] = (uint8_t)(milliseconds >> (40 - 8 * i));
    memcpy(cause + 6, &mail->fingerprint, 8);
    derive_id(mail->id, cause, mail->source_id);
    derive_id(mail->event_id, mail->id, "ticket.received");
    print_id(mail->message_id, mail->event_id);
    char ticket[37];
    print_id(ticket, mail->id);
    snprintf(mail->body, sizeof mail->body, "{\"ticket\":\"%s\"}", ticket);
}

enum { ID, REQUESTER, NAME, SUBJECT, PLAN, SOURCE, TEXT, FINGERPRINT, RAW, DATA, EVENT, MESSAGE, HEADERS, BODY, ARRAYS };

static void record(Database *database, Mail mails[], int count, int64_t time) {
    static const uint32_t types[ARRAYS] = {
        OID_UUID, OID_TEXT, OID_TEXT, OID_TEXT, OID_TEXT, OID_TEXT, OID_TEXT, OID_INT8, OID_BYTEA, OID_JSONB,
        OID_UUID, OID_TEXT, OID_JSONB, OID_BYTEA,
    };
    static Array a[ARRAYS], now;
    for (int i = 0; i < ARRAYS; i++) array_begin(&a[i], types[i]);
    for (int i = 0; i < count; i++) {
        Mail *mail = &mails[i];
        if (mail->is_duplicate) continue;
        make_ids(mail, time);
        array_uuid(&a[ID], mail->id);
        array_text(&a[REQUESTER], mail->address);
        array_text(&a[NAME], mail->name);
        array_text(&a[SUBJECT], mail->subject);
        array_text(&a[PLAN], mail->plan);
        array_text(&a[SOURCE], mail->source_id);
        array_bytes(&a[TEXT], mail->text, mail->text_length);
        array_int8(&a[FINGERPRINT], mail->fingerprint);
        array_bytes(&a[RAW], mail->raw, mail->raw_length);
        array_jsonb(&a[DATA], "{\"channel\": \"email\", \"plan\": \"enterprise\"}");
        array_uuid(&a[EVENT], mail->event_id);
        array_text(&a[MESSAGE], mail->message_id);
        char headers[96];
        snprintf(headers, sizeof headers, "{\"traceparent\": \"%s\"}", mail->trace);
        array_jsonb(&a[HEADERS], headers);
        array_text(&a[BODY], mail->body);
    }
    for (int i = 0; i < ARRAYS; i++) array_end(&a[i]);
    value_int8(&now, time);
    if (a[ID].count > 0) {
        database_send(database, "tickets", 7, (Array *[]){&a[ID], &a[REQUESTER], &a[NAME], &a[SUBJECT], &a[PLAN],
                      &a[SOURCE], &now});
        database_send(database, "messages", 8, (Array *[]){&a[SOURCE], &a[ID], &a[REQUESTER], &a[NAME], &a[SUBJECT],
                      &a[TEXT], &a[FINGERPRINT], &now});
        database_send(database, "sources", 2, (Array *[]){&a[SOURCE], &a[RAW]});
        database_send(database, "events", 5, (Array *[]){&a[ID], &a[REQUESTER], &a[SOURCE], &a[DATA], &now});
        database_send(database, "outbox", 4, (Array *[]){&a[EVENT], &a[MESSAGE], &a[HEADERS], &a[BODY]});
    }
}

void intake(Stage stage) {
    Broker in = broker_open(stage.amqp_url), out = broker_open(stage.amqp_url);
    Database database = database_open(stage.database_url, "intake");
    prepare(&database);
    PQenterPipelineMode(database.connection);
    broker_confirm(&out);
    broker_consume(&in, "intake", 2 * BATCH);
    stage_is_ready(stage, INTAKE);
    static Mail mails[BATCH];
    static Array sent;
    amqp_envelope_t batch[BATCH];
    Outgoing outgoing[BATCH];
    array_begin(&sent, OID_UUID);
    while (!atomic_load(&stage.shared->stopping)) {
        int count = broker_take(&in, batch, BATCH);
        if (count == 0) continue;
        for (int i = 0; i < count; i++) read_mail(&mails[i], &batch[i]);
        find_repeats_within(mails, count);
        int64_t now = load(&database, mails, count);
        record(&database, mails, count, now);
        array_end(&sent);
        database_send(&database, "sent", 1, (Array *[]){&sent});
        database_commit(&database);
        array_begin(&sent, OID_UUID);
        int fresh = 0;
        for (int i = 0; i < count; i++) {
            if (mails[i].is_duplicate) continue;
            array_uuid(&sent, mails[i].event_id);
            outgoing[fresh++] = (Outgoing){
                .exchange = "support.events", .routing_key = "ticket.received", .content_type = "application/json",
                .type = "ticket.received", .message_id = mails[i].message_id, .traceparent = mails[i].trace,
                .body = mails[i].body, .length = strlen(mails[i].body),
            };
        }
        broker_publish(&out, outgoing, fresh);
        broker_await(&out, 0);
        broker_acknowledge(&in, batch, count);
        atomic_fetch_add(&stage.shared->intaken, fresh);
        stage_did_batch(stage, INTAKE);
    }
    broker_close(&in);
    broker_close(&out);
    database_close(&database);
}
