// Delivers acknowledgements into nothing: the rows and messages of the notifier with a null sink.
#include "broker.h"
#include "database.h"
#include "event.h"
#include "run.h"

#include <stdlib.h>
#include <string.h>

static void prepare(Database *database) {
    database_prepare(database, "begin", "BEGIN");
    database_prepare(database, "commit", "COMMIT");
    database_prepare(database, "now", "SELECT tierline_now()");
    database_prepare(database, "pending",
        "SELECT n.id, n.ticket_id, n.kind, n.channel, n.recipient, n.subject, n.body, n.in_reply_to, n.attempts "
        "FROM notification n WHERE n.id = ANY($1::uuid[]) AND n.state = 'pending' ORDER BY n.id FOR UPDATE");
    database_prepare(database, "intent",
        "UPDATE notification SET state = 'sending', attempts = attempts + 1, "
        "sending_by = '01000000-0000-8000-8000-000000000001', sending_until = clock_timestamp() + interval '5 s' "
        "WHERE id = ANY($1::uuid[])");
    database_prepare(database, "delivered",
        "UPDATE notification SET state = 'delivered', settled_at = $2 WHERE id = ANY($1::uuid[])");
    database_prepare(database, "attempts",
        "INSERT INTO delivery_attempt (notification_id, attempt, outcome, detail, started_at, finished_at) "
        "SELECT id, 1, 'delivered', 'null', $2, $3 FROM unnest($1::uuid[]) AS a(id)");
    database_prepare(database, "tickets",
        "UPDATE ticket SET event_count = event_count + 1 WHERE id = ANY($1::uuid[]) RETURNING id, event_count");
    database_prepare(database, "clocks",
        "UPDATE clock SET state = 'fulfilled', ended_at = $2 WHERE ticket_id = ANY($1::uuid[]) "
        "AND metric = 'acknowledgement' AND state = 'running'");
    database_prepare(database, "timers",
        "UPDATE timer t SET due_at = n.due_at FROM unnest($1::uuid[], $2::timestamptz[]) AS n(id, due_at) "
        "WHERE t.subject_id = n.id AND t.kind = 1");
    database_prepare(database, "events",
        "INSERT INTO ticket_event (ticket_id, seq, kind, actor, cause, policy_version, at, data) "
        "SELECT ticket, seq, 'acknowledged', 'notifier', cause, 1, $4, '{\"channel\": \"email\"}' "
        "FROM unnest($1::uuid[], $2::int4[], $3::text[]) AS e(ticket, seq, cause)");
}

// The intent, committed before anything leaves. Answers how many there are to deliver.
static int begin_delivery(Database *database, Event events[], int count, Array *notifications, Array *tickets,
                          int64_t *started) {
    static Array asked;
    array_begin(&asked, OID_UUID);
    for (int i = 0; i < count; i++) array_uuid(&asked, events[i].notification);
    array_end(&asked);
    database_send(database, "begin", 0, NULL);
    database_send(database, "now", 0, NULL);
    database_send(database, "pending", 1, (Array *[]){&asked});
    PGresult *results[2];
    database_flush(database, 2, results);
    *started = result_int8(results[0], 0, 0);
    int fresh = PQntuples(results[1]);
    array_begin(notifications, OID_UUID);
    array_begin(tickets, OID_UUID);
    for (int row = 0; row < fresh; row++) {
        array_uuid(notifications, result_bytes(results[1], row, 0));
        array_uuid(tickets, result_bytes(results[1], row, 1));
    }
    array_end(notifications);
    array_end(tickets);
    PQclear(results[0]);
    PQclear(results[1]);
    if (fresh > 0) database_send(database, "intent", 1, (Array *[]){notifications});
    database_commit(database);
    return fresh;
}

// What was delivered: the record, the stopped clock, the next due time, the line in the timeline.
static void end_delivery(Database *database, Event events[], int count, Array *notifications, Array *tickets,
                         int64_t started) {
    static Array begun, now, ids, counts, causes, due;
    database_send(database, "begin", 0, NULL);
    database_send(database, "now", 0, NULL);
    database_send(database, "tickets", 1, (Array *[]){tickets});
    PGresult *results[2];
    database_flush(database, 2, results);
    int64_t time = result_int8(results[0], 0, 0);
    value_int8(&now, time);
    value_int8(&begun, started);
    array_begin(&ids, OID_UUID);
    array_begin(&counts, OID_INT4);
    array_begin(&causes, OID_TEXT);
    array_begin(&due, OID_TIMESTAMPTZ);
    for (int row = 0; row < PQntuples(results[1]); row++) {
        const uint8_t *id = result_bytes(results[1], row, 0), *seq = result_bytes(results[1], row, 1);
        char cause[37];
        print_id(cause, event_about(events, count, id)->notification);
        array_uuid(&ids, id);
        array_bytes(&counts, seq, 4);
        array_text(&causes, cause);
        array_int8(&due, time + 4LL * 3600 * 1000000);
    }
    array_end(&ids);
    array_end(&counts);
    array_end(&causes);
    array_end(&due);
    PQclear(results[0]);
    PQclear(results[1]);
    database_send(database, "delivered", 2, (Array *[]){notifications, &now});
    database_send(database, "attempts", 3, (Array *[]){notifications, &begun, &now});
    database_send(database, "clocks", 2, (Array *[]){tickets, &now});
    database_send(database, "timers", 2, (Array *[]){&ids, &due});
    database_send(database, "events", 4, (Array *[]){&ids, &counts, &causes, &now});
    database_commit(database);
}

void notify(Stage stage) {
    Broker in = broker_open(stage.amqp_url);
    Database database = database_open(stage.database_url, "notifier");
    prepare(&database);
    PQenterPipelineMode(database.connection);
    broker_consume(&in, "notifier.email", 2 * BATCH);
    stage_is_ready(stage, NOTIFIER);
    static Event events[BATCH];
    static Array notifications, tickets;
    amqp_envelope_t batch[BATCH];
    while (!atomic_load(&stage.shared->stopping)) {
        int count = broker_take(&in, batch, BATCH);
        if (count == 0) continue;
        for (int i = 0; i < count; i++) event_read(&events[i], &batch[i]);
        int64_t started;
        int fresh = begin_delivery(&database, events, count, &notifications, &tickets, &started);
        if (fresh > 0) end_delivery(&database, events, count, &notifications, &tickets, started);
        broker_acknowledge(&in, batch, count);
        atomic_fetch_add(&stage.shared->completed, fresh);
        stage_did_batch(stage, NOTIFIER);
    }
    broker_close(&in);
    database_close(&database);
}
