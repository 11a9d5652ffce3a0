// A libpq connection in pipeline mode: statements prepared once, a transaction in as few round trips as it can be.
#ifndef TIERLINE_BENCH_DATABASE_H
#define TIERLINE_BENCH_DATABASE_H

#include "array.h"

#include <libpq-fe.h>

typedef struct {
    PGconn *connection;
    int waiting;  // statements sent whose results have not been read
} Database;

Database database_open(const char *url, const char *name);
void database_close(Database *database);

// Prepares a statement under a name; every parameter and result column travels in binary.
void database_prepare(Database *database, const char *name, const char *sql);

// Queues a statement; `parameters` are arrays and values already written.
void database_send(Database *database, const char *name, int count, Array *const parameters[]);

// Reads everything queued so far and answers the last `keep` results in order; the caller clears them.
void database_flush(Database *database, int keep, PGresult *results[]);

// Queues COMMIT, sends everything and waits until it is durable.
void database_commit(Database *database);

// Outside pipeline mode, for setting up and checking.
void database_execute(Database *database, const char *sql);
int64_t database_count(Database *database, const char *sql);

int64_t result_int8(const PGresult *result, int row, int column);
const uint8_t *result_bytes(const PGresult *result, int row, int column);

#endif
