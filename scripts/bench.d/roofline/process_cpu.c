#include "process_cpu.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Fields 4 and 14 to 17 of /proc/PID/stat, counted from behind the command's closing parenthesis.
static double read_stat(pid_t pid, pid_t *parent) {
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    size_t length = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[length] = 0;
    char *rest = strrchr(line, ')');
    unsigned long user, system;
    long children_user, children_system;
    if (!rest || sscanf(rest + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", parent, &user, &system,
                        &children_user, &children_system) != 5) return 0;
    double ticks = (double)(user + system) + (double)(children_user + children_system);
    return ticks * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

double tree_cpu_us(pid_t root) {
    pid_t parent = 0;
    double total = read_stat(root, &parent);
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes && (entry = readdir(processes));) {
        if (!isdigit((unsigned char)entry->d_name[0])) continue;
        double used = read_stat(atoi(entry->d_name), &parent);
        if (parent == root) total += used;
    }
    if (processes) closedir(processes);
    return total;
}

double machine_cpu_us(void) {
    unsigned long long user = 0, nice = 0, system = 0, idle, wait, irq = 0, softirq = 0;
    FILE *file = fopen("/proc/stat", "r");
    int fields = file ? fscanf(file, "cpu %llu %llu %llu %llu %llu %llu %llu", &user, &nice, &system, &idle, &wait, &irq,
                               &softirq) : 0;
    if (file) fclose(file);
    return fields == 7 ? (double)(user + nice + system + irq + softirq) * 1e6 / (double)sysconf(_SC_CLK_TCK) : 0;
}
