#include "event.h"

#include "run.h"

#include <string.h>

static void read_id(uint8_t id[16], const amqp_bytes_t *body, const char *field) {
    const char *found = memmem(body->bytes, body->len, field, strlen(field));
    if (found && !parse_id(id, found + strlen(field))) die("not an id in an event");
}

void event_read(Event *event, const amqp_envelope_t *envelope) {
    const amqp_message_t *message = &envelope->message;
    read_id(event->ticket, &message->body, "\"ticket\":\"");
    read_id(event->notification, &message->body, "\"notification\":\"");
    amqp_bytes_t trace = message->properties.headers.entries[0].value.value.bytes;
    snprintf(event->trace, sizeof event->trace, "%.*s", (int)trace.len, (char *)trace.bytes);
}

Event *event_about(Event events[], int count, const uint8_t ticket[16]) {
    for (int i = 0; i < count; i++) {
        if (memcmp(events[i].ticket, ticket, 16) == 0) return &events[i];
    }
    die("the database answered with a ticket that nobody asked for");
}
