#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/fd.h"
#include "heap/reader/elf_program.h"
#include "heap/reader/script.h"
#include "heap/reader/visibility.h"

namespace seep {
namespace {

constexpr int kScriptsMax = 5;        // an interpreter may be a script; as deep as the kernel goes
constexpr size_t kScriptBytes = 256;  // BINPRM_BUF_SIZE

std::string_view LastPart(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// "libasan.so.8", "libclang_rt.asan-x86_64.so" and those of the others. UBSan's runtime has no
// malloc and bears company.
bool IsSanitizerRuntime(std::string_view library) {
  const std::string_view kClang = "libclang_rt.";
  const std::string_view name = library.starts_with(kClang) ? library.substr(kClang.size())
                                                            : library.substr(0, library.find('.'));
  for (const char* kind : {"asan", "hwasan", "lsan", "msan", "tsan"}) {
    if (name == std::string("lib") + kind) return true;
    if (library.starts_with(kClang) && name.starts_with(kind)) return true;
  }
  return false;
}

std::string WhySanitizer(const ElfProgram& program) {
  const auto runtime =
      std::find_if(program.needed.begin(), program.needed.end(), IsSanitizerRuntime);
  const std::string mark = runtime != program.needed.end() ? *runtime : program.sanitizer;
  if (mark.empty()) return {};
  return fmt::format(
      "is built with a sanitizer ({}), which has a malloc of its own and tolerates no other", mark);
}

std::string WhyForeignLibc(const ElfProgram& program) {
  const std::string_view loader = LastPart(program.interpreter);
  if (loader.starts_with("ld-musl")) {
    return "is linked with musl, which cannot load a library that is built for glibc";
  }
  if (loader.starts_with("ld-uClibc") || loader.starts_with("linker")) {
    return fmt::format("is not linked with glibc (its loader is {})", program.interpreter);
  }
  return {};
}

std::string_view MachineName(uint16_t machine) {
  switch (machine) {
    case EM_386:
      return "x86";
    case EM_X86_64:
      return "x86-64";
    case EM_ARM:
      return "Arm";
    case EM_AARCH64:
      return "Arm";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC64:
      return "PowerPC";
    case EM_S390:
      return "S/390";
    default:
      return "unknown";
  }
}

const std::optional<ElfProgram>& OurProgram() {
  static const std::optional<ElfProgram> kOurs = [] {
    const UniqueFd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    return file ? ReadElfProgram(file.get()) : std::nullopt;
  }();
  return kOurs;
}

std::string WhyForeignMachine(const ElfProgram& program) {
  const auto& ours = OurProgram();
  if (!ours || (ours->machine == program.machine && ours->word_bits == program.word_bits))
    return {};
  return fmt::format("is built for a different machine than Seep ({}-bit {})", program.word_bits,
                     MachineName(program.machine));
}

std::string WhyStatic(const ElfProgram& program) {
  // The loader, run as a program with another as its argument, has no loader of its own.
  if (program.loads_libraries || program.soname.starts_with("ld")) return {};
  return program.go ? "is a Go program, linked statically, whose heap is Go's own"
                    : "is linked statically";
}

std::string WhyOwnHeap(const ElfProgram& program) {
  if (program.allocator.empty()) return {};
  return fmt::format("has an allocator of its own ({})", program.allocator);
}

// Whether the loader will ignore LD_PRELOAD (ld.so(8), "secure-execution mode") because the program
// gets more rights than we have.
std::string WhyMoreRights(int file) {
  struct stat info {};
  struct statvfs system {};
  if (::fstat(file, &info) != 0 || ::fstatvfs(file, &system) != 0) return {};
  const bool ignored =
      (system.f_flag & ST_NOSUID) != 0 || ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
  if (ignored) return {};
  constexpr char kSo[] = "so that the loader ignores LD_PRELOAD";
  if ((info.st_mode & S_ISUID) != 0 && info.st_uid != ::geteuid()) {
    return fmt::format("is set-user-ID, {}", kSo);
  }
  if ((info.st_mode & S_ISGID) != 0 && (info.st_mode & S_IXGRP) != 0 &&
      info.st_gid != ::getegid()) {
    return fmt::format("is set-group-ID, {}", kSo);
  }
  if (::geteuid() != 0 && ::fgetxattr(file, "security.capability", nullptr, 0) > 0) {
    return fmt::format("has file capabilities, {}", kSo);
  }
  return {};
}

struct Question {
  std::string (*why)(const ElfProgram&);
  Preload answer;
};
constexpr std::array<Question, 5> kQuestions = {{{WhySanitizer, Preload::kHarmful},
                                                 {WhyForeignLibc, Preload::kHarmful},
                                                 {WhyForeignMachine, Preload::kIgnored},
                                                 {WhyStatic, Preload::kIgnored},
                                                 {WhyOwnHeap, Preload::kOwnHeap}}};

Visibility VisibilityOfElf(int file, const std::string& path) {
  const auto program = ReadElfProgram(file);
  if (!program) return {Preload::kCounts, "", path};
  for (const Question& question : kQuestions) {
    std::string why = question.why(*program);
    if (!why.empty()) return {question.answer, std::move(why), path};
  }
  std::string why = WhyMoreRights(file);
  const Preload preload = why.empty() ? Preload::kCounts : Preload::kIgnored;
  return {preload, std::move(why), path};
}

}  // namespace

Visibility VisibilityOf(const std::string& path, std::string_view search_path) {
  std::string program = path;
  for (int i = 0;; ++i) {
    const UniqueFd file(::open(program.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    std::array<char, kScriptBytes> head;
    const ssize_t size = file ? ::pread(file.get(), head.data(), head.size(), 0) : -1;
    if (size <= 0) return {Preload::kCounts, "", program};
    auto interpreter = InterpreterOf({head.data(), static_cast<size_t>(size)}, search_path);
    if (!interpreter || i == kScriptsMax) return VisibilityOfElf(file.get(), program);
    program = std::move(*interpreter);
  }
}

}  // namespace seep
