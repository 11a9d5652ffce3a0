// Listens where a gateway would: to what triage says and to what leaves by chat, without acknowledging.
//
// A line `TICKET MICROSECONDS` is written for each message on `support.events` about a notification: the first one of a
// ticket comes right after the commit that triaged it, so that its arrival here, at an independent client, bounds the
// moment of that commit from above. Queues are exclusive, classic and in memory; they vanish with this process. What
// chat gateways would deliver (`support.outbound`) is taken and dropped, so that it has somewhere to go.
//
// With `queue:NAME` in the place of the key it empties a queue of the fleet's instead, and notes what it takes out of it:
// a line for each ticket of a message that tells of several.
//
// usage: tap AMQP_URL OUTPUT KEY|queue:NAME, where KEY says which of those events count; prints "ready" when it listens;
// SIGTERM ends it and completes the file.
#include "roofline/broker.h"
#include "roofline/run.h"

#include <signal.h>
#include <string.h>
#include <time.h>

enum { CHANNEL = 1 };

static volatile sig_atomic_t is_over;

static void end(int signal) {
    (void)signal;
    is_over = 1;
}

static void check(Broker *broker, const char *what) {
    if (amqp_get_rpc_reply(broker->state).reply_type != AMQP_RESPONSE_NORMAL) die("the tap cannot listen to %s", what);
}

static void listen_to(Broker *broker, const char *exchange, const char *key) {
    amqp_queue_declare_ok_t *queue =
        amqp_queue_declare(broker->state, CHANNEL, amqp_empty_bytes, 0, 0, 1, 1, amqp_empty_table);
    check(broker, exchange);
    amqp_bytes_t name = amqp_bytes_malloc_dup(queue->queue);
    amqp_queue_bind(broker->state, CHANNEL, name, amqp_cstring_bytes(exchange), amqp_cstring_bytes(key), amqp_empty_table);
    check(broker, exchange);
    amqp_basic_consume(broker->state, CHANNEL, name, amqp_empty_bytes, 0, 1, 1, amqp_empty_table);
    check(broker, exchange);
    amqp_bytes_free(name);
}

static void empty(Broker *broker, const char *queue) {
    amqp_basic_consume(broker->state, CHANNEL, amqp_cstring_bytes(queue), amqp_empty_bytes, 0, 1, 0, amqp_empty_table);
    check(broker, queue);
}

static void note(FILE *file, const amqp_envelope_t *envelope) {
    static const char field[] = "\"ticket\":\"";
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    const char *rest = envelope->message.body.bytes, *end = rest + envelope->message.body.len;
    while ((rest = memmem(rest, end - rest, field, sizeof field - 1))) {
        rest += sizeof field - 1;
        if (end - rest < 36) return;
        fprintf(file, "%.36s %lld\n", rest, (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    }
}

int main(int count, char *arguments[]) {
    if (count != 4) {
        fputs("usage: tap AMQP_URL OUTPUT KEY|queue:NAME\n", stderr);
        return 64;
    }
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    // Foundation starts its children with every signal blocked that its own thread blocks, SIGTERM among them.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    FILE *file = fopen(arguments[2], "w");
    if (!file) die("%s cannot be written", arguments[2]);
    Broker broker = broker_open(arguments[1]);
    if (strncmp(arguments[3], "queue:", 6) == 0) {
        empty(&broker, arguments[3] + 6);
    } else {
        listen_to(&broker, "support.events", arguments[3]);
        listen_to(&broker, "support.outbound", "#");
    }
    puts("ready");
    fflush(stdout);
    while (!is_over) {
        amqp_envelope_t batch[BATCH];
        int taken = broker_take(&broker, batch, BATCH);
        for (int i = 0; i < taken; i++) {
            note(file, &batch[i]);
            amqp_destroy_envelope(&batch[i]);
        }
        if (taken < BATCH) fflush(file);  // somebody may be counting the lines
    }
    if (fclose(file) != 0) die("%s cannot be written", arguments[2]);
    broker_close(&broker);
    return 0;
}
