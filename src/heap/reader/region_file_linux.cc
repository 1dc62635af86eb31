#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "heap/reader/region_file.h"

namespace seep {
namespace {

// Left free on the file system: /dev/shm has 64 MiB in a container, and the target may use it too.
constexpr uint64_t kSpareBytes = uint64_t{16} << 20;

off_t TableOffset(size_t index) {
  return static_cast<off_t>(heap::kTablesOffset + index * sizeof(heap::SiteTable));
}

// 0, or the errno: ENOSPC, EFBIG (RLIMIT_FSIZE) …
int Allocate(int file, off_t offset, size_t bytes) {
  int error = 0;
  do {
    error = ::posix_fallocate(file, offset, static_cast<off_t>(bytes));
  } while (error == EINTR);
  return error;
}

bool HasRoomToSpare(int file) {
  struct statvfs system {};
  if (::fstatvfs(file, &system) != 0) return false;
  return uint64_t{system.f_bavail} * system.f_frsize >= kSpareBytes + sizeof(heap::SiteTable);
}

Result<std::unique_ptr<RegionFile>> CreateIn(const std::string& folder) {
  // Without symbolic links: the path as /proc/PID/maps shows it.
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(folder.c_str(), nullptr), ::free);
  std::string path = fmt::format("{}/seep-heap-{}-XXXXXX", real ? real.get() : folder, ::getpid());
  UniqueFd file(::mkostemp(path.data(), O_CLOEXEC));
  // A server started by root may become another user and then another program (su, gosu), which
  // opens the file anew. What is read from it is not trusted.
  if (file && ::geteuid() == 0) ::fchmod(file.get(), 0666);
  int error = file ? Allocate(file.get(), 0, heap::kTablesOffset) : errno;
  void* memory = MAP_FAILED;
  if (error == 0) {
    memory =
        ::mmap(nullptr, heap::kRegionBytesMax, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
    if (memory == MAP_FAILED) error = errno;
  }
  if (error == 0) return std::make_unique<RegionFile>(std::move(path), std::move(file), memory);
  if (file) ::unlink(path.c_str());
  return Fail(
      ErrorKind::kIo, Fault::kEnvironment,
      fmt::format("cannot make the memory that the target's allocations are counted in, {} KiB "
                  "in {}: {}",
                  heap::kTablesOffset / 1024, folder, ErrnoText(error)),
      error);
}

}  // namespace

std::vector<std::string> RegionFolders() {
  std::vector<std::string> folders = {"/dev/shm"};
  const char* temporary = ::getenv("TMPDIR");
  if (temporary && *temporary == '/') folders.emplace_back(temporary);
  folders.emplace_back("/tmp");
  return folders;
}

Result<std::unique_ptr<RegionFile>> RegionFile::Create(std::span<const std::string> folders) {
  CHECK(!folders.empty());
  auto made = CreateIn(folders.front());
  for (size_t i = 1; !made && i < folders.size(); ++i) made = CreateIn(folders[i]);
  return made;
}

RegionFile::RegionFile(std::string path, UniqueFd file, void* memory)
    : path_(std::move(path)), file_(std::move(file)), region_(static_cast<heap::Region*>(memory)) {
  region_->version = heap::kVersion;
  region_->bytes = sizeof(heap::Region);
  region_->magic = heap::kMagic;
}

RegionFile::~RegionFile() {
  ::munmap(region_, heap::kRegionBytesMax);
  ::unlink(path_.c_str());
}

Result<size_t> RegionFile::MakeTables(size_t wanted) {
  DropTables();
  wanted = std::clamp<size_t>(wanted, 1, heap::kTables);
  int error = 0;
  while (tables_ < wanted && (tables_ == 0 || HasRoomToSpare(file_.get()))) {
    error = Allocate(file_.get(), TableOffset(tables_), sizeof(heap::SiteTable));
    if (error != 0) break;
    ++tables_;
  }
  if (tables_ > 0) return tables_;
  return Fail(ErrorKind::kIo, Fault::kEnvironment,
              fmt::format("cannot follow blocks to their call stacks: no room for {} MiB at {}: {}",
                          sizeof(heap::SiteTable) >> 20, path_, ErrnoText(error)),
              error);
}

void RegionFile::DropTables() {
  if (tables_ == 0) return;
  const off_t bytes = TableOffset(tables_) - TableOffset(0);
  const int how = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
  if (::fallocate(file_.get(), how, TableOffset(0), bytes) != 0) {
    // A file system without holes: the next tables must be empty all the same.
    std::memset(static_cast<void*>(&Table(0)), 0, static_cast<size_t>(bytes));
  }
  tables_ = 0;
}

heap::SiteTable& RegionFile::Table(size_t index) {
  CHECK(index < tables_);
  std::byte* base = reinterpret_cast<std::byte*>(region_) + TableOffset(index);
  return *reinterpret_cast<heap::SiteTable*>(base);
}

}  // namespace seep
