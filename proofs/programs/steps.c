/* Counts the instructions that a kernel needs, one step of the CPU at a time: exact, the
 * same on a busy machine, and for AVX-512, too, which no simulator knows.
 *
 *     steps                        the compiler, then the kernels that this CPU can run
 *     steps KERNEL encode|decode N
 *     steps KERNEL TEXT N          scans N bytes, a multiple of a batch, of one of the texts
 *
 * prints how many instructions a call with N items takes, and some that do not depend
 * on N.  Linux only. */
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernels.h"
#include "odometer.h"
#include "scan.h"
#include "tables.h"

/* Texts to scan, and the keys to search for: those that end alike are searched by that. */
static const struct text {
    const char *name, *repeated, *keys[2];
} texts[] = {
    {"sparse", "Nov 27 10:00:01 host kubelet[81]: volumes mounted, retry in 10s\n", {"web", "node-a"}},
    {"suffix", "Nov 27 10:00:01 host kubelet[81]: volumes mounted, retry in 10s\n", {"web-vmss", "a-vmss"}},
    {"dense", "node web00000a is up, web_85 no\n", {"web", "node-a"}},
    {"hostile", "-vmss000000 x_1 ", {"web-vmss", "a-vmss"}},
};

static void traced_scan(const struct vmss_kernels *kernels, const struct text *of, size_t n)
{
    static struct vmss_scan scan;
    const struct vmss_table table = table_of(of->keys, 2, 15);
    const size_t room = n + VMSS_MOST, size = strlen(of->repeated);
    uint8_t *text = malloc(n);
    struct vmss_found found = {0};
    found.starts = malloc(8 * room), found.ends = malloc(8 * room), found.paths = malloc(8 * room);
    found.owners = malloc(4 * room), found.ids = malloc(4 * room), found.kinds = malloc(room);
    found.room = room;
    for (size_t i = 0; i < n; i++)
        text[i] = (uint8_t)of->repeated[i % size];
    scan.kernels = kernels;
    scan.sieve.prefixes = scan.sieve.scale_sets = &table;
    scan.sieve.text = text;
    scan.text_n = n;
    scan.max_id = VMSS_MAX_INSTANCE_ID;
    vmss_scan_init(&scan);
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    const int done = vmss_scan_on(&scan, &found);
    raise(SIGSTOP);
    _exit(!done);
}

static void traced(const struct vmss_kernels *kernels, int encode, size_t n)
{
    uint32_t *ids = malloc(4 * n + 1);
    uint8_t *text = malloc(6 * n + 1);
    for (uint32_t i = 0; i < n; i++) {
        ids[i] = i * 27000001 % (VMSS_MAX_INSTANCE_ID + 1);
        odometer_set(text + 6 * i, ids[i]);
    }
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    const size_t done = encode ? kernels->encode(ids, n, text) : kernels->decode(text, n, ids);
    raise(SIGSTOP);
    _exit(done != n);
}

int main(int argc, char **argv)
{
    const struct vmss_kernels *kernels = NULL;
    if (argc < 4)
#ifdef __clang__
        printf("clang %d\n", __clang_major__);
#else
        printf("gcc %d\n", __GNUC__);
#endif
    for (size_t i = 0; i < VMSS_COMPILED; i++) {
        if (argc < 4 && vmss_compiled[i].usable())
            puts(vmss_compiled[i].name);
        if (argc == 4 && strcmp(vmss_compiled[i].name, argv[1]) == 0 && vmss_compiled[i].usable())
            kernels = &vmss_compiled[i];
    }
    if (argc < 4)
        return 0;
    if (!kernels)
        return fprintf(stderr, "no %s kernel here\n", argv[1]), 2;

    unsigned long long steps = 0;
    int status;
    const pid_t child = fork();
    if (child == 0) {
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            if (strcmp(texts[i].name, argv[2]) == 0)
                traced_scan(kernels, &texts[i], strtoul(argv[3], NULL, 10));
        traced(kernels, strcmp(argv[2], "encode") == 0, strtoul(argv[3], NULL, 10));
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status))
        return perror("cannot trace"), 1;
    for (;; steps++) {
        if (ptrace(PTRACE_SINGLESTEP, child, NULL, NULL) < 0 || waitpid(child, &status, 0) < 0)
            return perror("cannot step"), 1;
        if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP)
            break;
    }
    if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGSTOP)
        return fprintf(stderr, "the kernel ended with %d\n", status), 1;
    ptrace(PTRACE_CONT, child, NULL, NULL);
    waitpid(child, &status, 0);
    printf("%llu\n", steps);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
