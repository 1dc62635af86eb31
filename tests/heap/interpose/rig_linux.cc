#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "base/check.h"
#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

// Numbers that are read while another process may write them.
int64_t Read(const int64_t& number) { return __atomic_load_n(&number, __ATOMIC_RELAXED); }

void Add(Counts& sum, const Slot& slot) {
  sum.mappings.mapped_bytes += Read(slot.mappings.mapped_bytes);
  sum.mappings.mmaps += Read(slot.mappings.mmaps);
  sum.mappings.munmaps += Read(slot.mappings.munmaps);
  sum.mappings.brk_bytes += Read(slot.mappings.brk_bytes);
  for (size_t index = 0; index < kClassCount; ++index) {
    const ClassCounts counts{.allocations = Read(slot.classes[index].allocations),
                             .frees = Read(slot.classes[index].frees),
                             .requested_bytes = Read(slot.classes[index].requested_bytes),
                             .excess_bytes = Read(slot.classes[index].excess_bytes)};
    sum.classes[index].allocations += counts.allocations;
    sum.classes[index].frees += counts.frees;
    sum.classes[index].requested_bytes += counts.requested_bytes;
    sum.classes[index].usable_bytes += UsableBytes(index, counts);
  }
  ++sum.slots;
}

BlockCounts Minus(const BlockCounts& after, const BlockCounts& before) {
  return {.allocations = after.allocations - before.allocations,
          .frees = after.frees - before.frees,
          .requested_bytes = after.requested_bytes - before.requested_bytes,
          .usable_bytes = after.usable_bytes - before.usable_bytes};
}

// Sockets, since a pipe whose reader has died would end the test by a signal.
struct Line {
  UniqueFd ours;
  UniqueFd probes;
};

Line MakeLine() {
  int ends[2];
  CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Variables(const std::string& region, const ProbeOptions& options) {
  std::string preload = InterposerPath();
  for (const std::string& library : options.preload) preload += ":" + library;
  std::vector<std::string> variables = options.variables;  // of two of a name the first holds
  variables.push_back(std::string(kRegionVariable) + "=" + region);
  variables.push_back("LD_PRELOAD=" + preload);
  return variables;
}

}  // namespace

BlockCounts Counts::Total() const {
  BlockCounts total{};
  for (const BlockCounts& counts : classes) {
    total.allocations += counts.allocations;
    total.frees += counts.frees;
    total.requested_bytes += counts.requested_bytes;
    total.usable_bytes += counts.usable_bytes;
  }
  return total;
}

Counts operator-(const Counts& after, const Counts& before) {
  Counts change = after;
  change.mappings.mapped_bytes -= before.mappings.mapped_bytes;
  change.mappings.mmaps -= before.mappings.mmaps;
  change.mappings.munmaps -= before.mappings.munmaps;
  change.mappings.brk_bytes -= before.mappings.brk_bytes;
  for (size_t index = 0; index < kClassCount; ++index)
    change.classes[index] = Minus(after.classes[index], before.classes[index]);
  return change;
}

SharedRegion::SharedRegion(size_t tables)
    : path_("/dev/shm/seep-interpose-test-XXXXXX"),
      bytes_(kTablesOffset + tables * sizeof(SiteTable)) {
  const UniqueFd file(mkostemp(path_.data(), O_CLOEXEC));
  CHECK(file && ftruncate(file.get(), static_cast<off_t>(bytes_)) == 0);
  void* const at = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  CHECK(at != MAP_FAILED);
  region_ = static_cast<Region*>(at);
  region_->magic = kMagic;
  region_->version = kVersion;
  region_->bytes = sizeof(Region);
  region_->tables.store(static_cast<uint32_t>(tables));
}

SharedRegion::~SharedRegion() {
  munmap(region_, bytes_);
  unlink(path_.c_str());
}

SiteTable& SharedRegion::table(size_t index) {
  CHECK(index < region_->tables.load());
  auto* const first = reinterpret_cast<char*>(region_) + kTablesOffset;
  return *reinterpret_cast<SiteTable*>(first + index * sizeof(SiteTable));
}

SiteTable* SharedRegion::TableOf(pid_t pid) {
  const uint64_t owner = MakeOwner(static_cast<uint32_t>(pid), region_->pass.load());
  for (size_t index = 0; index < region_->tables.load(); ++index)
    if (table(index).owner.load() == owner) return &table(index);
  return nullptr;
}

Counts SharedRegion::Of(pid_t pid) const {
  Counts sum;
  for (size_t index = 0; index < kSlots; ++index)
    if (PidOf(region_->owners[index].load()) == static_cast<uint32_t>(pid))
      Add(sum, region_->slots[index]);
  return sum;
}

void SharedRegion::Attend(uint32_t attention) {
  region_->attention.store(attention & kFollowBlocks);
  for (Slot& slot : region_->slots) slot.attention.store(attention);
}

void SharedRegion::BeginPass(const std::vector<size_t>& sizes) {
  for (const size_t size : sizes) {
    const size_t index = ClassOf(size + 8);
    region_->class_mask[index / 64].fetch_or(uint64_t{1} << (index % 64));
  }
  region_->round.store(1);
  region_->pass.fetch_add(1);
  Attend(kFollowBlocks);
}

std::string ProbePath(const std::string& name) { return std::string(SEEP_PROBE_DIR) + "/" + name; }

std::string InterposerPath() { return SEEP_INTERPOSER; }

std::string FindLibrary(const std::string& name) {
  for (const char* folder : {SEEP_LIBRARY_DIR, "/usr/lib", "/usr/lib64", "/usr/local/lib"}) {
    std::string path = std::string(folder) + "/" + name;
    if (std::filesystem::exists(path)) return path;
  }
  return "";
}

Probe::Probe(SharedRegion& region, const std::vector<std::string>& words,
             const ProbeOptions& options)
    : region_(region) {
  Line line = MakeLine();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, line.probes.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, line.probes.get(), STDOUT_FILENO);
  std::vector<std::string> arguments = words;
  arguments.insert(arguments.begin(), ProbePath(options.program));
  std::vector<std::string> variables = Variables(region.path(), options);
  const int error = posix_spawn(&pid_, arguments.front().c_str(), &actions, nullptr,
                                Pointers(arguments).data(), Pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  CHECK(error == 0);
  line_ = std::move(line.ours);
  line.probes.Reset();
  AwaitMark();
}

Probe::~Probe() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void Probe::Go() { send(line_.get(), "g", 1, MSG_NOSIGNAL); }

void Probe::AwaitMark() {
  at_mark_ = read(line_.get(), &value_, sizeof value_) == static_cast<ssize_t>(sizeof value_);
}

Counts Probe::Step() {
  const Counts before = Now();
  Go();
  AwaitMark();
  return Now() - before;
}

int Probe::Finish() {
  if (at_mark_) Go();
  shutdown(line_.get(), SHUT_WR);  // nothing more comes: a mark on the way is the end
  int status = 0;
  CHECK(waitpid(pid_, &status, 0) == pid_);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace seep::heap
