#include "database.h"

#include "run.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PARAMETERS = 32 };

static void expect(Database *database, PGresult *result, ExecStatusType wanted, const char *what) {
    if (PQresultStatus(result) != wanted && PQresultStatus(result) != PGRES_TUPLES_OK) {
        die("%s: %s", what, result ? PQresultErrorMessage(result) : PQerrorMessage(database->connection));
    }
}

Database database_open(const char *url, const char *name) {
    Database database = {.connection = PQconnectdb(url)};
    if (PQstatus(database.connection) != CONNECTION_OK) die("PostgreSQL: %s", PQerrorMessage(database.connection));
    char sql[128];
    snprintf(sql, sizeof sql, "SET application_name = 'roofline %s'", name);
    database_execute(&database, sql);
    return database;
}

void database_close(Database *database) {
    PQfinish(database->connection);
}

void database_prepare(Database *database, const char *name, const char *sql) {
    PGresult *result = PQprepare(database->connection, name, sql, 0, NULL);
    expect(database, result, PGRES_COMMAND_OK, name);
    PQclear(result);
}

void database_send(Database *database, const char *name, int count, Array *const parameters[]) {
    const char *values[MOST_PARAMETERS];
    int lengths[MOST_PARAMETERS], formats[MOST_PARAMETERS];
    if (count > MOST_PARAMETERS) die("%s has too many parameters", name);
    for (int i = 0; i < count; i++) {
        values[i] = parameters[i]->bytes;
        lengths[i] = (int)parameters[i]->length;
        formats[i] = 1;
    }
    if (!PQsendQueryPrepared(database->connection, name, count, values, lengths, formats, 1)) {
        die("%s: %s", name, PQerrorMessage(database->connection));
    }
    database->waiting += 1;
}

static PGresult *next_result(Database *database) {
    PGresult *result = PQgetResult(database->connection);
    expect(database, result, PGRES_COMMAND_OK, "a statement");
    PGresult *end = PQgetResult(database->connection);
    if (end) die("a statement answered twice");
    database->waiting -= 1;
    return result;
}

void database_flush(Database *database, int keep, PGresult *results[]) {
    if (!PQsendFlushRequest(database->connection) || PQflush(database->connection) < 0) {
        die("PostgreSQL: %s", PQerrorMessage(database->connection));
    }
    while (database->waiting > keep) PQclear(next_result(database));
    for (int i = 0; i < keep; i++) results[i] = next_result(database);
}

void database_commit(Database *database) {
    database_send(database, "commit", 0, NULL);
    if (!PQpipelineSync(database->connection)) die("PostgreSQL: %s", PQerrorMessage(database->connection));
    while (database->waiting > 0) PQclear(next_result(database));
    PGresult *sync = PQgetResult(database->connection);
    if (PQresultStatus(sync) != PGRES_PIPELINE_SYNC) die("PostgreSQL: a sync was expected");
    PQclear(sync);
}

void database_execute(Database *database, const char *sql) {
    PGresult *result = PQexec(database->connection, sql);
    expect(database, result, PGRES_COMMAND_OK, sql);
    PQclear(result);
}

int64_t database_count(Database *database, const char *sql) {
    PGresult *result = PQexec(database->connection, sql);
    expect(database, result, PGRES_TUPLES_OK, sql);
    int64_t count = atoll(PQgetvalue(result, 0, 0));
    PQclear(result);
    return count;
}

int64_t result_int8(const PGresult *result, int row, int column) {
    uint64_t big;
    memcpy(&big, PQgetvalue(result, row, column), sizeof big);
    return (int64_t)be64toh(big);
}

const uint8_t *result_bytes(const PGresult *result, int row, int column) {
    return (const uint8_t *)PQgetvalue(result, row, column);
}
