// CPU time of a server: its process, those it has waited for, and its living children.
#ifndef TIERLINE_BENCH_PROCESS_CPU_H
#define TIERLINE_BENCH_PROCESS_CPU_H

#include <sys/types.h>

double tree_cpu_us(pid_t root);

#endif
