// A librabbitmq connection with one channel: either it consumes or it publishes with confirms.
#ifndef TIERLINE_BENCH_BROKER_H
#define TIERLINE_BENCH_BROKER_H

#include <amqp.h>
#include <stdbool.h>
#include <stdint.h>

enum { BATCH = 256, CONFIRM_WINDOW = 1000 };

typedef struct {
    amqp_connection_state_t state;
    int socket;
    uint64_t published, confirmed;  // numbers of messages; those between are in flight
    uint64_t *early;                // acks that came out of order
    int early_count;
} Broker;

typedef struct {
    const char *exchange, *routing_key, *content_type, *type, *message_id, *traceparent;
    const void *body;
    size_t length;
} Outgoing;

Broker broker_open(const char *url);
void broker_close(Broker *broker);
void broker_declare(Broker *broker);
void broker_confirm(Broker *broker);
void broker_consume(Broker *broker, const char *queue, int prefetch);

// Waits for one message, at most a tenth of a second, then takes what is ready; never waits for more.
int broker_take(Broker *broker, amqp_envelope_t batch[], int most);
// Acknowledges everything up to the last of `batch`, and frees the batch.
void broker_acknowledge(Broker *broker, amqp_envelope_t batch[], int count);

// Publishes persistent, mandatory messages in one burst, waiting only where the confirm window is full.
void broker_publish(Broker *broker, const Outgoing messages[], int count);
// Waits until at most `in_flight` messages are unconfirmed.
void broker_await(Broker *broker, uint64_t in_flight);

#endif
