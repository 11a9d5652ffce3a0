// CPU time in microseconds, from /proc.
#ifndef TIERLINE_BENCH_PROCESS_CPU_H
#define TIERLINE_BENCH_PROCESS_CPU_H

#include <sys/types.h>

// Of a server: its process, those it has waited for, and its living children.
double tree_cpu_us(pid_t root);
// Of everything on the machine since it started, the kernel's own work included.
double machine_cpu_us(void);

#endif
