// The roofline: what this machine could do if the fleet were bare C.
//
// Four processes, forked from this one: a feeder, and one for each stage a ticket passes on its straight way (intake,
// triage, notifier). Each stage takes what is ready, at most 256 messages, and does with libpq and librabbitmq alone
// what the worker does: the same rows under the same constraints, the same messages through the same quorum queues,
// commit, publish with confirms, acknowledge. There is no parsing to speak of, no policy, no logging, no safety net.
//
// It warms up, has the tables analysed, then runs for a set time and until everything published is complete. It prints
// one JSON object; `tickets_per_s` is tickets complete from the first publication to the last acknowledgement.
#include "broker.h"
#include "database.h"
#include "process_cpu.h"
#include "run.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *const role_names[ROLES] = {"feeder", "intake", "triage", "notifier"};
static void (*const roles[ROLES])(Stage) = {feed, intake, triage, notify};

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void stage_is_ready(Stage stage, int role) {
    (void)role;
    atomic_fetch_add(&stage.shared->ready, 1);
}

void stage_did_batch(Stage stage, int role) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    long micros = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L + usage.ru_utime.tv_usec
        + usage.ru_stime.tv_usec;
    atomic_store(&stage.shared->cpu_us[role], micros);
    atomic_fetch_add(&stage.shared->batches[role], 1);
}

static void start(Stage stage, int first_role) {
    for (int role = first_role; role < ROLES; role++) {
        pid_t child = fork();
        if (child < 0) die("fork: %s", strerror(errno));
        if (child > 0) continue;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        roles[role](stage);
        _exit(0);
    }
}

// A child that dies takes the run with it; it has said why.
static void wait_for(atomic_long *counter, long wanted) {
    for (long before = -1, idle = 0; atomic_load(counter) < wanted; usleep(2000)) {
        int status;
        if (waitpid(-1, &status, WNOHANG) > 0) die("a stage ended early");
        long now = atomic_load(counter);
        idle = now == before ? idle + 1 : 0;
        before = now;
        if (idle > 15000) die("no progress for 30 s at %ld of %ld", now, wanted);
    }
}

static void check_rows(Database *database, long tickets) {
    static const struct { const char *sql; long per_ticket; } expected[] = {
        {"SELECT count(*) FROM ticket WHERE status = 'open' AND event_count = 3", 1},
        {"SELECT count(*) FROM message_source", 1},
        {"SELECT count(*) FROM ticket_event", 3},
        {"SELECT count(*) FROM clock", 4},
        {"SELECT count(*) FROM clock WHERE state = 'fulfilled'", 1},
        {"SELECT count(*) FROM timer", 1},
        {"SELECT count(*) FROM notification WHERE state = 'delivered'", 1},
        {"SELECT count(*) FROM delivery_attempt", 1},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        long found = (long)database_count(database, expected[i].sql);
        if (found != tickets * expected[i].per_ticket) {
            die("%ld tickets, but '%s' answers %ld", tickets, expected[i].sql, found);
        }
    }
}

typedef struct {
    long completed, batches[ROLES], cpu_us[ROLES];
    double time, machine, postgres, rabbitmq;
    int64_t wal, commits;
} Sample;

static Sample sample(Run *run, Database *database, pid_t postgres, pid_t rabbitmq) {
    Sample sample = {.completed = atomic_load(&run->completed), .time = seconds_now(), .machine = machine_cpu_us()};
    for (int role = 0; role < ROLES; role++) {
        sample.batches[role] = atomic_load(&run->batches[role]);
        sample.cpu_us[role] = atomic_load(&run->cpu_us[role]);
    }
    sample.postgres = postgres ? tree_cpu_us(postgres) : 0;
    sample.rabbitmq = rabbitmq ? tree_cpu_us(rabbitmq) : 0;
    sample.wal = database_count(database, "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
    sample.commits = database_count(database,
        "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
    return sample;
}

static void print(const Sample *from, const Sample *to, double elapsed) {
    double tickets = (double)(to->completed - from->completed);
    printf("{\"tickets\": %.0f, \"seconds\": %.3f, \"tickets_per_s\": %.1f, \"wal_bytes_per_ticket\": %.0f, "
           "\"commits_per_ticket\": %.4f, \"cpu_us_per_ticket\": {\"postgres\": %.1f, \"rabbitmq\": %.1f",
           tickets, elapsed, tickets / elapsed, (double)(to->wal - from->wal) / tickets,
           (double)(to->commits - from->commits) / tickets, (to->postgres - from->postgres) / tickets,
           (to->rabbitmq - from->rabbitmq) / tickets);
    for (int role = 0; role < ROLES; role++) {
        printf(", \"%s\": %.1f", role_names[role], (double)(to->cpu_us[role] - from->cpu_us[role]) / tickets);
    }
    printf("}, \"tickets_per_batch\": {");
    for (int role = INTAKE; role < ROLES; role++) {
        long batches = to->batches[role] - from->batches[role];
        printf("%s\"%s\": %.1f", role == INTAKE ? "" : ", ", role_names[role], tickets / (double)(batches ? batches : 1));
    }
    double ours = to->postgres - from->postgres + to->rabbitmq - from->rabbitmq, wall = (to->time - from->time) * 1e6;
    for (int role = 0; role < ROLES; role++) ours += (double)(to->cpu_us[role] - from->cpu_us[role]);
    printf("}, \"cores_used\": %.2f, \"cores_used_by_others\": %.2f}\n", ours / wall,
           (to->machine - from->machine - ours) / wall);
}

// Takes mails from anywhere until it is killed, so that the generator can be tried without a fleet.
static int run_stages_only(Stage stage) {
    start(stage, INTAKE);
    while (wait(NULL) < 0 && errno == EINTR) continue;
    return 1;
}

int main(int count, char *arguments[]) {
    if (count != 7 && !(count == 4 && strcmp(arguments[3], "--stages") == 0)) {
        fputs("usage: roofline DATABASE_URL AMQP_URL WARM_UP_TICKETS SECONDS POSTGRES_PID RABBITMQ_PID\n"
              "       roofline DATABASE_URL AMQP_URL --stages\n", stderr);
        return 64;
    }
    setvbuf(stderr, NULL, _IOLBF, 0);
    Run *run = mmap(NULL, sizeof *run, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    Stage stage = {.database_url = arguments[1], .amqp_url = arguments[2], .shared = run};
    Broker broker = broker_open(stage.amqp_url);
    broker_declare(&broker);
    broker_close(&broker);
    if (count == 4) return run_stages_only(stage);

    long warm_up = atol(arguments[3]);
    double duration = atof(arguments[4]);
    pid_t postgres = atoi(arguments[5]), rabbitmq = atoi(arguments[6]);
    start(stage, FEEDER);
    Database database = database_open(stage.database_url, "parent");
    while (atomic_load(&run->ready) < ROLES) {
        if (waitpid(-1, NULL, WNOHANG) > 0) die("a stage ended early");
        usleep(2000);
    }
    atomic_store(&run->wanted, warm_up);
    wait_for(&run->completed, warm_up);
    database_execute(&database, "ANALYZE");
    database_execute(&database, "CHECKPOINT");
    sleep(2);  // PostgreSQL publishes its counters at most once a second

    Sample before = sample(run, &database, postgres, rabbitmq);
    double begin = seconds_now();
    atomic_store(&run->wanted, INT64_MAX);
    while (seconds_now() - begin < duration) wait_for(&run->completed, atomic_load(&run->completed) + 1);
    atomic_store(&run->closing, true);
    while (!atomic_load(&run->settled)) usleep(1000);
    wait_for(&run->completed, atomic_load(&run->fed));
    double end = seconds_now();
    sleep(2);
    Sample after = sample(run, &database, postgres, rabbitmq);

    atomic_store(&run->stopping, true);
    while (wait(NULL) > 0) continue;
    check_rows(&database, after.completed);
    database_close(&database);
    print(&before, &after, end - begin);
    return 0;
}
