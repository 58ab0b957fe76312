/* Memory with forbidden pages around it: whoever touches one byte too many is stopped. */
#ifndef PAGES_H
#define PAGES_H

#include <stdint.h>
#include <stdlib.h>

#ifdef _WIN32
#include <windows.h>
static uint8_t *forbidden_around(size_t size)
{
    DWORD old;
    uint8_t *at = VirtualAlloc(NULL, size + 2 * 65536, MEM_RESERVE | MEM_COMMIT, PAGE_NOACCESS);
    if (!at || !VirtualProtect(at + 65536, size, PAGE_READWRITE, &old))
        abort();
    return at + 65536;
}
#else
#include <sys/mman.h>
/* size bytes, a multiple of any page's, before and behind which nothing may be touched. */
static uint8_t *forbidden_around(size_t size)
{
    uint8_t *at = mmap(NULL, size + 2 * 65536, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (at == MAP_FAILED || mprotect(at + 65536, size, PROT_READ | PROT_WRITE) != 0)
        abort();
    return at + 65536;
}
#endif

#endif
