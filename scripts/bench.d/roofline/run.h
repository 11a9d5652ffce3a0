// One run: what its processes share, and what each of them does.
#ifndef TIERLINE_BENCH_RUN_H
#define TIERLINE_BENCH_RUN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { FEEDER, INTAKE, TRIAGE, NOTIFIER, ROLES };

// In memory shared by all processes of a run. Counters only ever grow.
typedef struct {
    atomic_int ready;
    atomic_long wanted;         // tickets the feeder may publish so far
    atomic_bool closing;        // no more tickets are wanted; the feeder settles what it has begun
    atomic_bool settled;        // it has, and `fed` is final
    atomic_bool stopping;
    atomic_long fed;            // tickets published and confirmed, re-sends not counted
    atomic_long intaken;
    atomic_long triaged;
    atomic_long completed;      // acknowledgement delivered, clock stopped, everything acknowledged
    atomic_long batches[ROLES];
    atomic_long cpu_us[ROLES];
} Run;

typedef struct {
    const char *database_url, *amqp_url;
    Run *shared;
} Stage;

void feed(Stage stage);
void intake(Stage stage);
void triage(Stage stage);
void notify(Stage stage);

// Says that a process has connected and prepared everything.
void stage_is_ready(Stage stage, int role);
// Counts a batch and the CPU time its process has used so far.
void stage_did_batch(Stage stage, int role);

_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

// A time-ordered id: the cause's first 48 bits, then a mix of the cause and the step.
void derive_id(uint8_t id[16], const uint8_t cause[16], const char *step);
void print_id(char text[37], const uint8_t id[16]);
bool parse_id(uint8_t id[16], const char *text);
uint64_t mix(const void *bytes, size_t length, uint64_t seed);

#endif
