/* Counts the instructions that a kernel needs, one step of the CPU at a time: exact, the
 * same on a busy machine, and for AVX-512, too, which no simulator knows.
 *
 *     steps                        the compiler, then the kernels that this CPU can run
 *     steps KERNEL encode|decode N
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
    if (child == 0)
        traced(kernels, strcmp(argv[2], "encode") == 0, strtoul(argv[3], NULL, 10));
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
