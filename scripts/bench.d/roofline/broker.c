#include "broker.h"

#include "run.h"

#include <amqp_tcp_socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { CHANNEL = 1 };

static void check(amqp_rpc_reply_t reply, const char *what) {
    if (reply.reply_type == AMQP_RESPONSE_NORMAL) return;
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) die("%s: %s", what, amqp_error_string2(reply.library_error));
    if (reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD) {
        amqp_channel_close_t *close = reply.reply.decoded;
        die("%s: %.*s", what, (int)close->reply_text.len, (char *)close->reply_text.bytes);
    }
    die("%s: the broker refused (method 0x%08x)", what, reply.reply.id);
}

static void done(int status, const char *what) {
    if (status < 0) die("%s: %s", what, amqp_error_string2(status));
}

Broker broker_open(const char *url) {
    char *copy = strdup(url);
    struct amqp_connection_info info;
    if (amqp_parse_url(copy, &info) != AMQP_STATUS_OK) die("not an AMQP URL");
    Broker broker = {.state = amqp_new_connection(), .early = calloc(CONFIRM_WINDOW, sizeof(uint64_t))};
    amqp_socket_t *socket = amqp_tcp_socket_new(broker.state);
    done(amqp_socket_open(socket, info.host, info.port), "connecting to RabbitMQ");
    // No heartbeat: a run is short, and librabbitmq 0.11 may wait for ever for one inside a publish.
    check(amqp_login(broker.state, info.vhost, 1, AMQP_DEFAULT_FRAME_SIZE, 0, AMQP_SASL_METHOD_PLAIN, info.user,
                     info.password), "logging in to RabbitMQ");
    amqp_channel_open(broker.state, CHANNEL);
    check(amqp_get_rpc_reply(broker.state), "opening a channel");
    broker.socket = amqp_get_sockfd(broker.state);
    int size = 1 << 20;
    setsockopt(broker.socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    free(copy);
    return broker;
}

void broker_close(Broker *broker) {
    amqp_connection_close(broker->state, AMQP_REPLY_SUCCESS);
    amqp_destroy_connection(broker->state);
    free(broker->early);
}

static void declare_queue(Broker *broker, const char *queue, const char *exchange, const char *key) {
    amqp_table_entry_t entry = {
        .key = amqp_cstring_bytes("x-queue-type"),
        .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = amqp_cstring_bytes("quorum")},
    };
    amqp_table_t arguments = {.num_entries = 1, .entries = &entry};
    amqp_queue_declare(broker->state, CHANNEL, amqp_cstring_bytes(queue), 0, 1, 0, 0, arguments);
    check(amqp_get_rpc_reply(broker->state), queue);
    amqp_queue_bind(broker->state, CHANNEL, amqp_cstring_bytes(queue), amqp_cstring_bytes(exchange),
                    amqp_cstring_bytes(key), amqp_empty_table);
    check(amqp_get_rpc_reply(broker->state), queue);
}

// The same exchanges, queue type and bindings as the fleet's, as far as a ticket on its straight way meets them.
void broker_declare(Broker *broker) {
    const char *exchanges[] = {"support.inbound", "support.events", "support.outbound"};
    for (int i = 0; i < 3; i++) {
        amqp_exchange_declare(broker->state, CHANNEL, amqp_cstring_bytes(exchanges[i]), amqp_cstring_bytes("topic"), 0,
                              1, 0, 0, amqp_empty_table);
        check(amqp_get_rpc_reply(broker->state), exchanges[i]);
    }
    declare_queue(broker, "intake", "support.inbound", "#");
    declare_queue(broker, "triage", "support.events", "ticket.received");
    declare_queue(broker, "notifier.email", "support.events", "notification.email");
}

void broker_confirm(Broker *broker) {
    amqp_confirm_select(broker->state, CHANNEL);
    check(amqp_get_rpc_reply(broker->state), "confirm.select");
}

void broker_consume(Broker *broker, const char *queue, int prefetch) {
    amqp_basic_qos(broker->state, CHANNEL, 0, (uint16_t)prefetch, 0);
    check(amqp_get_rpc_reply(broker->state), "basic.qos");
    amqp_basic_consume(broker->state, CHANNEL, amqp_cstring_bytes(queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    check(amqp_get_rpc_reply(broker->state), queue);
}

int broker_take(Broker *broker, amqp_envelope_t batch[], int most) {
    int count = 0;
    while (count < most) {
        struct timeval patience = {.tv_usec = count == 0 ? 100000 : 0};
        amqp_maybe_release_buffers(broker->state);
        amqp_rpc_reply_t reply = amqp_consume_message(broker->state, &batch[count], &patience, 0);
        if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION && reply.library_error == AMQP_STATUS_TIMEOUT) break;
        check(reply, "consuming");
        count += 1;
    }
    return count;
}

void broker_acknowledge(Broker *broker, amqp_envelope_t batch[], int count) {
    done(amqp_basic_ack(broker->state, CHANNEL, batch[count - 1].delivery_tag, 1), "basic.ack");
    for (int i = 0; i < count; i++) amqp_destroy_envelope(&batch[i]);
}

static void cork(Broker *broker, int on) {
    setsockopt(broker->socket, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

static void publish(Broker *broker, const Outgoing *message) {
    amqp_table_entry_t trace = {
        .key = amqp_cstring_bytes("traceparent"),
        .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = amqp_cstring_bytes(message->traceparent)},
    };
    amqp_basic_properties_t properties = {
        ._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG
            | AMQP_BASIC_APP_ID_FLAG | AMQP_BASIC_TIMESTAMP_FLAG | AMQP_BASIC_HEADERS_FLAG,
        .content_type = amqp_cstring_bytes(message->content_type),
        .delivery_mode = AMQP_DELIVERY_PERSISTENT,
        .message_id = amqp_cstring_bytes(message->message_id),
        .app_id = amqp_cstring_bytes("roofline"),
        .timestamp = (uint64_t)time(NULL),
        .headers = {.num_entries = 1, .entries = &trace},
    };
    if (message->type) {
        properties._flags |= AMQP_BASIC_TYPE_FLAG;
        properties.type = amqp_cstring_bytes(message->type);
    }
    amqp_bytes_t body = {.len = message->length, .bytes = (void *)message->body};
    done(amqp_basic_publish(broker->state, CHANNEL, amqp_cstring_bytes(message->exchange),
                            amqp_cstring_bytes(message->routing_key), 1, 0, &properties, body), "basic.publish");
    broker->published += 1;
}

void broker_publish(Broker *broker, const Outgoing messages[], int count) {
    cork(broker, 1);
    for (int i = 0; i < count; i++) {
        if (broker->published - broker->confirmed >= CONFIRM_WINDOW) {
            cork(broker, 0);
            broker_await(broker, CONFIRM_WINDOW - BATCH);
            cork(broker, 1);
        }
        publish(broker, &messages[i]);
    }
    cork(broker, 0);
}

// Quorum queues may confirm out of order; what comes early waits until its predecessors are there.
static void confirm_one(Broker *broker, uint64_t tag) {
    if (tag != broker->confirmed + 1) {
        if (broker->early_count == CONFIRM_WINDOW) die("more confirms than messages in flight");
        broker->early[broker->early_count++] = tag;
        return;
    }
    broker->confirmed = tag;
    for (int i = 0; i < broker->early_count;) {
        if (broker->early[i] == broker->confirmed + 1) {
            broker->confirmed += 1;
            broker->early[i] = broker->early[--broker->early_count];
            i = 0;
        } else {
            i += 1;
        }
    }
}

static void confirm_through(Broker *broker, uint64_t tag) {
    int kept = 0;
    for (int i = 0; i < broker->early_count; i++) {
        if (broker->early[i] > tag) broker->early[kept++] = broker->early[i];
    }
    broker->early_count = kept;
    if (tag > broker->confirmed) {
        broker->confirmed = tag - 1;
        confirm_one(broker, tag);
    }
}

void broker_await(Broker *broker, uint64_t in_flight) {
    while (broker->published - broker->confirmed > in_flight) {
        amqp_frame_t frame;
        struct timeval patience = {.tv_sec = 30};
        amqp_maybe_release_buffers(broker->state);
        done(amqp_simple_wait_frame_noblock(broker->state, &frame, &patience), "waiting for confirms");
        if (frame.frame_type != AMQP_FRAME_METHOD) continue;
        if (frame.payload.method.id != AMQP_BASIC_ACK_METHOD) {
            die("the broker refused a message (method 0x%08x)", frame.payload.method.id);
        }
        amqp_basic_ack_t *ack = frame.payload.method.decoded;
        if (ack->multiple) confirm_through(broker, ack->delivery_tag);
        else confirm_one(broker, ack->delivery_tag);
    }
}
