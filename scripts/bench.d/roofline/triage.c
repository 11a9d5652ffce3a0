// Gives each ticket a priority, four clocks, a timer and an acknowledgement: the rows and messages of triage.
#include "broker.h"
#include "database.h"
#include "event.h"
#include "run.h"

#include <stdlib.h>
#include <string.h>

static const char *const metrics[] = {"acknowledgement", "first_response", "resolution", "time_at_tier"};
static const char *const targets[] = {"1 hour", "4 hours", "24 hours", "8 hours"};
static const int64_t seconds[] = {3600, 4 * 3600, 24 * 3600, 8 * 3600};
enum { CLOCKS = 4 };

static void prepare(Database *database) {
    database_prepare(database, "begin", "BEGIN");
    database_prepare(database, "commit", "COMMIT");
    database_prepare(database, "now", "SELECT tierline_now()");
    database_prepare(database, "tickets",
        "SELECT id, number, programme, channel, requester, requester_name, subject, plan, language, is_vip, status, "
        "policy_version, created_at, event_count FROM ticket WHERE id = ANY($1::uuid[]) AND status = 'received' "
        "ORDER BY id FOR UPDATE");
    database_prepare(database, "said",
        "SELECT ticket_id, source_id, subject, body FROM message WHERE ticket_id = ANY($1::uuid[])");
    database_prepare(database, "triaged",
        "UPDATE ticket t SET status = 'open', priority = d.priority, category = d.category, issue_type = d.issue_type, "
        "tier = d.tier, triaged_at = $6, event_count = t.event_count + 1 "
        "FROM unnest($1::uuid[], $2::int2[], $3::text[], $4::text[], $5::int2[]) "
        "AS d(id, priority, category, issue_type, tier) WHERE t.id = d.id");
    database_prepare(database, "clocks",
        "INSERT INTO clock (ticket_id, metric, cycle, state, started_at, target, calendar, due_at, schedule, tier, "
        "rule, policy_version) SELECT ticket, metric, 1, 'running', $7, target, 'always', due_at, schedule, 2, rule, 1 "
        "FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[]) "
        "AS c(ticket, metric, target, due_at, schedule, rule)");
    database_prepare(database, "timers",
        "INSERT INTO timer (subject_id, due_at, kind) SELECT id, due_at, 1 "
        "FROM unnest($1::uuid[], $2::timestamptz[]) AS t(id, due_at)");
    database_prepare(database, "events",
        "INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) "
        "SELECT ticket, 2, 'triaged', 'triage', cause, 1, $4, data "
        "FROM unnest($1::uuid[], $2::text[], $3::jsonb[]) AS e(ticket, cause, data)");
    database_prepare(database, "notifications",
        "INSERT INTO notification (id, ticket_id, kind, channel, queue, sender, recipient, subject, body, in_reply_to, "
        "created_at) SELECT id, ticket, 'acknowledgement', 'email', 'notification.email', 'support@archbuilder.example', "
        "recipient, subject, body, in_reply_to, $7 FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) "
        "AS n(id, ticket, recipient, subject, body, in_reply_to)");
    database_prepare(database, "outbox",
        "INSERT INTO outbox (id, exchange, routing_key, content_type, type, message_id, headers, body) "
        "SELECT id, 'support.events', 'notification.email', 'application/json', 'notification.email', message_id, "
        "headers, body FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::bytea[]) "
        "AS o(id, message_id, headers, body)");
    database_prepare(database, "sent", "DELETE FROM outbox WHERE id = ANY($1::uuid[])");
}

// What one ticket's acknowledgement goes out as.
typedef struct {
    uint8_t id[16], event_id[16];
    char message_id[37], body[160], trace[TRACE_SIZE];
} Notice;

enum {
    ID, PRIORITY, CATEGORY, ISSUE, TIER, CLOCK_TICKET, METRIC, TARGET, DUE, SCHEDULE, RULE, FIRST_DUE, CAUSE, DATA, NOTIFICATION,
    RECIPIENT, SUBJECT, TEXT, IN_REPLY_TO, EVENT, MESSAGE, HEADERS, BODY, ARRAYS
};

static const uint32_t types[ARRAYS] = {
    OID_UUID, OID_INT2, OID_TEXT, OID_TEXT, OID_INT2, OID_UUID, OID_TEXT, OID_TEXT, OID_TIMESTAMPTZ, OID_TEXT, OID_TEXT,
    OID_TIMESTAMPTZ, OID_TEXT, OID_JSONB, OID_UUID, OID_TEXT, OID_TEXT, OID_TEXT, OID_TEXT, OID_UUID, OID_TEXT,
    OID_JSONB, OID_BYTEA,
};

static const char *source_of(const PGresult *said, const uint8_t ticket[16]) {
    for (int row = 0; row < PQntuples(said); row++) {
        if (memcmp(PQgetvalue(said, row, 0), ticket, 16) == 0) return PQgetvalue(said, row, 1);
    }
    die("a ticket without a message");
}

static void write_notice(Notice *notice, const uint8_t ticket[16], const char *trace) {
    char ticket_text[37], notification_text[37];
    derive_id(notice->id, ticket, "acknowledgement");
    derive_id(notice->event_id, notice->id, "notification");
    print_id(notice->message_id, notice->event_id);
    print_id(ticket_text, ticket);
    print_id(notification_text, notice->id);
    snprintf(notice->body, sizeof notice->body, "{\"attempt\":1,\"notification\":\"%s\",\"ticket\":\"%s\"}",
             notification_text, ticket_text);
    strcpy(notice->trace, trace);
}

static void decide(Array a[], const PGresult *tickets, int row, const char *cause, Notice *notice, int64_t now) {
    const uint8_t *id = result_bytes(tickets, row, 0);
    const char *subject = PQgetvalue(tickets, row, 6);
    int16_t priority = strncmp(subject, "URGENT", 6) == 0 ? 2 : 3;
    array_uuid(&a[ID], id);
    array_int2(&a[PRIORITY], priority);
    array_text(&a[CATEGORY], "technical");
    array_text(&a[ISSUE], "technical");
    array_int2(&a[TIER], 2);
    for (int clock = 0; clock < CLOCKS; clock++) {
        array_uuid(&a[CLOCK_TICKET], id);
        array_text(&a[METRIC], metrics[clock]);
        array_text(&a[TARGET], targets[clock]);
        int64_t due = now + seconds[clock] * priority * 1000000, warning = due - seconds[clock] * priority * 250000;
        char schedule[80];
        snprintf(schedule, sizeof schedule, "75%%@%lld breach@%lld", (long long)(warning / 1000000 + 946684800),
                 (long long)(due / 1000000 + 946684800));
        array_int8(&a[DUE], due);
        array_text(&a[SCHEDULE], schedule);
        array_text(&a[RULE], "enterprise, P3, technical");
    }
    array_int8(&a[FIRST_DUE], now + seconds[0] * priority * 500000);
    array_text(&a[CAUSE], cause);
    array_jsonb(&a[DATA], "{\"category\": \"technical\", \"priority\": \"P3\", \"rules\": \"export-fails\", \"tier\": \"2\"}");
    array_uuid(&a[NOTIFICATION], notice->id);
    array_text(&a[RECIPIENT], PQgetvalue(tickets, row, 4));
    char reply[320], text[900];
    snprintf(reply, sizeof reply, "[AB-%lld] Re: %s", (long long)result_int8(tickets, row, 1), subject);
    snprintf(text, sizeof text,
             "Hello %s,\n\nthank you for writing to us. Your request has the number AB-%lld; please keep it in the subject "
             "when you answer.\n\nWe have put it down as technical, priority P%d, and our technical support has it now. "
             "You will hear from one of us within the time your plan promises. If it becomes more urgent, answer this "
             "mail and say so; a person reads every answer.\n\nYour ArchBuilder support team\n",
             PQgetvalue(tickets, row, 5), (long long)result_int8(tickets, row, 1), priority);
    array_text(&a[SUBJECT], reply);
    array_text(&a[TEXT], text);
    array_text(&a[IN_REPLY_TO], cause);
    array_uuid(&a[EVENT], notice->event_id);
    array_text(&a[MESSAGE], notice->message_id);
    char headers[96];
    snprintf(headers, sizeof headers, "{\"traceparent\": \"%s\"}", notice->trace);
    array_jsonb(&a[HEADERS], headers);
    array_text(&a[BODY], notice->body);
}

static void record(Database *database, Array a[], Array *now) {
    database_send(database, "triaged", 6, (Array *[]){&a[ID], &a[PRIORITY], &a[CATEGORY], &a[ISSUE], &a[TIER], now});
    database_send(database, "clocks", 7, (Array *[]){&a[CLOCK_TICKET], &a[METRIC], &a[TARGET], &a[DUE], &a[SCHEDULE],
                  &a[RULE], now});
    database_send(database, "timers", 2, (Array *[]){&a[ID], &a[FIRST_DUE]});
    database_send(database, "events", 4, (Array *[]){&a[ID], &a[CAUSE], &a[DATA], now});
    database_send(database, "notifications", 7, (Array *[]){&a[NOTIFICATION], &a[ID], &a[RECIPIENT], &a[SUBJECT],
                  &a[TEXT], &a[IN_REPLY_TO], now});
    database_send(database, "outbox", 4, (Array *[]){&a[EVENT], &a[MESSAGE], &a[HEADERS], &a[BODY]});
}

// One transaction for the batch; answers how many tickets were triaged.
static int run(Database *database, Event events[], int count, Notice notices[], Array *sent) {
    static Array ids, a[ARRAYS], now;
    array_begin(&ids, OID_UUID);
    for (int i = 0; i < count; i++) array_uuid(&ids, events[i].ticket);
    array_end(&ids);
    database_send(database, "begin", 0, NULL);
    database_send(database, "now", 0, NULL);
    database_send(database, "tickets", 1, (Array *[]){&ids});
    database_send(database, "said", 1, (Array *[]){&ids});
    PGresult *results[3];
    database_flush(database, 3, results);
    int64_t time = result_int8(results[0], 0, 0);
    value_int8(&now, time);
    int fresh = PQntuples(results[1]);
    for (int i = 0; i < ARRAYS; i++) array_begin(&a[i], types[i]);
    for (int row = 0; row < fresh; row++) {
        const uint8_t *id = result_bytes(results[1], row, 0);
        write_notice(&notices[row], id, event_about(events, count, id)->trace);
        decide(a, results[1], row, source_of(results[2], id), &notices[row], time);
    }
    for (int i = 0; i < ARRAYS; i++) array_end(&a[i]);
    for (int i = 0; i < 3; i++) PQclear(results[i]);
    if (fresh > 0) record(database, a, &now);
    array_end(sent);
    database_send(database, "sent", 1, (Array *[]){sent});
    database_commit(database);
    array_begin(sent, OID_UUID);
    for (int i = 0; i < fresh; i++) array_uuid(sent, notices[i].event_id);
    return fresh;
}

void triage(Stage stage) {
    Broker in = broker_open(stage.amqp_url), out = broker_open(stage.amqp_url);
    Database database = database_open(stage.database_url, "triage");
    prepare(&database);
    PQenterPipelineMode(database.connection);
    broker_confirm(&out);
    broker_consume(&in, "triage", 2 * BATCH);
    stage_is_ready(stage, TRIAGE);
    static Event events[BATCH];
    static Notice notices[BATCH];
    static Array sent;
    amqp_envelope_t batch[BATCH];
    Outgoing outgoing[BATCH];
    array_begin(&sent, OID_UUID);
    while (!atomic_load(&stage.shared->stopping)) {
        int count = broker_take(&in, batch, BATCH);
        if (count == 0) continue;
        for (int i = 0; i < count; i++) event_read(&events[i], &batch[i]);
        int fresh = run(&database, events, count, notices, &sent);
        for (int i = 0; i < fresh; i++) {
            outgoing[i] = (Outgoing){
                .exchange = "support.events", .routing_key = "notification.email", .content_type = "application/json",
                .type = "notification.email", .message_id = notices[i].message_id, .traceparent = notices[i].trace,
                .body = notices[i].body, .length = strlen(notices[i].body),
            };
        }
        broker_publish(&out, outgoing, fresh);
        broker_await(&out, 0);
        broker_acknowledge(&in, batch, count);
        atomic_fetch_add(&stage.shared->triaged, fresh);
        stage_did_batch(stage, TRIAGE);
    }
    broker_close(&in);
    broker_close(&out);
    database_close(&database);
}
