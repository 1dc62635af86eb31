#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>

#include "base/fd.h"
#include "runtime/go/go_program.h"
#include "runtime/go/number_at.h"

namespace seep {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A process with privileges of its own shows its program to root alone; its command says where the
// program is.
UniqueFd OpenProgram(pid_t pid) {
  UniqueFd program(::open(fmt::format("/proc/{}/exe", pid).c_str(), O_RDONLY | O_CLOEXEC));
  if (program || errno != EACCES) return program;
  const std::string command = ReadFile(fmt::format("/proc/{}/cmdline", pid));
  if (!command.starts_with('/')) return {};
  return UniqueFd(::open(command.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

// Nobody can write to a program or shorten it while it runs (ETXTBSY), so that it can be mapped.
std::string_view Map(int file) {
  struct stat status {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size <= 0) return {};
  const auto size = static_cast<size_t>(status.st_size);
  void* memory = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  if (memory == MAP_FAILED) return {};
  return {static_cast<const char*>(memory), size};
}

}  // namespace

std::unique_ptr<GoProgram> GoProgram::Open(pid_t pid) {
  const UniqueFd file = OpenProgram(pid);
  const std::string_view bytes = file ? Map(file.get()) : std::string_view();
  if (bytes.empty()) return nullptr;
  std::unique_ptr<GoProgram> program(new GoProgram(bytes));
  program->elf_ = ElfSections::Parse(bytes);
  if (program->elf_) program->build_ = ReadGoBuildInfo(*program->elf_);
  if (!program->build_) return nullptr;
  return program;
}

GoProgram::~GoProgram() { ::munmap(const_cast<char*>(file_.data()), file_.size()); }

std::optional<uint64_t> LoadBias(pid_t pid, const ElfSections& elf) {
  const std::string vector = ReadFile(fmt::format("/proc/{}/auxv", pid));
  for (size_t at = 0; at + sizeof(Elf64_auxv_t) <= vector.size(); at += sizeof(Elf64_auxv_t)) {
    const auto entry = NumberAt<Elf64_auxv_t>(vector, at);
    if (entry.a_type == AT_PHDR) return entry.a_un.a_val - elf.ProgramHeaders();
  }
  return std::nullopt;
}

}  // namespace seep
