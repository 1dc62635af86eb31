#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "heap/interpose/probe.h"

namespace probe {
namespace {

constexpr size_t kPage = 4096;
constexpr int kReadWrite = PROT_READ | PROT_WRITE;
constexpr int kPrivate = MAP_PRIVATE | MAP_ANONYMOUS;

void* FourPages() { return mmap(nullptr, 4 * kPage, kReadWrite, kPrivate, -1, 0); }
void* Break() { return sbrk(0); }

}  // namespace

const Operation kMappings[] = {
    {"mmap", nullptr,
     [](void*) { return mmap(nullptr, 3 * kPage + 1, kReadWrite, kPrivate, -1, 0) != MAP_FAILED; },
     kUntouched},
    {"mmap64", nullptr,
     [](void*) { return mmap64(nullptr, kPage, kReadWrite, kPrivate, -1, 0) != MAP_FAILED; },
     kUntouched},
    {"mmap-fails", nullptr,
     [](void*) { return mmap(nullptr, 0, kReadWrite, kPrivate, -1, 0) == MAP_FAILED; }, EINVAL},
    {"munmap", FourPages, [](void* at) { return munmap(at, 3 * kPage + 1) == 0; }, kUntouched},
    {"munmap-part", FourPages, [](void* at) { return munmap(at, 2 * kPage) == 0; }, kUntouched},
    {"munmap-fails", nullptr, [](void*) { return munmap(reinterpret_cast<void*>(1), kPage) != 0; },
     EINVAL},
    {"mremap-grows", FourPages,
     [](void* at) { return mremap(at, 4 * kPage, 9 * kPage, MREMAP_MAYMOVE) != MAP_FAILED; },
     kUntouched},
    {"mremap-shrinks", FourPages, [](void* at) { return mremap(at, 4 * kPage, kPage, 0) == at; },
     kUntouched},
    {"mremap-keeps-old", FourPages,
     [](void* at) {
       return mremap(at, 4 * kPage, 4 * kPage, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, nullptr) !=
              MAP_FAILED;
     },
     kUntouched},
    {"mremap-fails", FourPages,
     [](void* at) { return mremap(at, 4 * kPage, 0, MREMAP_MAYMOVE) == MAP_FAILED; }, EINVAL},
    {"sbrk", nullptr, [](void*) { return sbrk(8192) != reinterpret_cast<void*>(-1); }, kUntouched},
    {"brk", Break, [](void* end) { return brk(static_cast<char*>(end) + 12'288) == 0; },
     kUntouched},
    {nullptr, nullptr, nullptr, 0},
};

}  // namespace probe
