#include "event.h"

#include "run.h"

#include <string.h>

static void read_id(uint8_t id[16], const amqp_bytes_t *body, const char *field) {
    const char *found = memmem(body->bytes, body->len, field, strlen(field));
    if (found && !parse_id(id, found + strlen(field))) die("not an id in an event");
}

void trace_read(char trace[TRACE_SIZE], const amqp_message_t *message) {
    amqp_bytes_t found = amqp_cstring_bytes("00-00000000000000000000000000000001-0000000000000001-00");
    if (message->properties.headers.num_entries > 0) found = message->properties.headers.entries[0].value.value.bytes;
    snprintf(trace, TRACE_SIZE, "%.*s", (int)found.len, (char *)found.bytes);
}

void event_read(Event *event, const amqp_envelope_t *envelope) {
    const amqp_message_t *message = &envelope->message;
    read_id(event->ticket, &message->body, "\"ticket\":\"");
    read_id(event->notification, &message->body, "\"notification\":\"");
    trace_read(event->trace, message);
}

Event *event_about(Event events[], int count, const uint8_t ticket[16]) {
    for (int i = 0; i < count; i++) {
        if (memcmp(events[i].ticket, ticket, 16) == 0) return &events[i];
    }
    die("the database answered with a ticket that nobody asked for");
}
