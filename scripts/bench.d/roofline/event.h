// What the twin's stages tell each other: the ids in a JSON body, and the trace it came with.
#ifndef TIERLINE_BENCH_EVENT_H
#define TIERLINE_BENCH_EVENT_H

#include <amqp.h>
#include <stdint.h>

enum { TRACE_SIZE = 56 };

typedef struct {
    uint8_t ticket[16], notification[16];
    char trace[TRACE_SIZE];
} Event;

// Reads the first header, which is the `traceparent`; a stand-in where there is none.
void trace_read(char trace[TRACE_SIZE], const amqp_message_t *message);
// Reads `"ticket":"…"`, and `"notification":"…"` where there is one.
void event_read(Event *event, const amqp_envelope_t *envelope);
// Answers the event about `ticket`; a batch is small enough to look through.
Event *event_about(Event events[], int count, const uint8_t ticket[16]);

#endif
