#include <fmt/format.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/own_file.h"
#include "runtime/jvm/jvm_attach.h"
#include "runtime/jvm/jvm_site_pass.h"

namespace seep {
namespace {

constexpr char kLibraryName[] = "libseep_jvm.so";
constexpr char kSitesName[] = "sites";
constexpr milliseconds kFarewell{2000};

// Whether the JVM sees the same file under this path.
bool SharesFile(pid_t pid, const std::string& path) {
  struct stat own {
  }, other{};
  return ::stat(path.c_str(), &own) == 0 &&
         ::stat(fmt::format("/proc/{}/root{}", pid, path).c_str(), &other) == 0 &&
         own.st_dev == other.st_dev && own.st_ino == other.st_ino;
}

tl::unexpected<Error> NoFile(const std::string& what, int error) {
  return Fail(
      ErrorKind::kIo, Fault::kEnvironment,
      fmt::format(
          "{} cannot be written; through it the JVM would report where its objects come from: {}",
          what, ErrnoText(error)),
      error);
}

// Empty, and the user's alone.
Result<> MakeFileOf(uid_t user, const std::string& path) {
  const std::ofstream file(path, std::ios::binary);
  if (!file || ::chmod(path.c_str(), 0600) != 0) return NoFile(path, errno);
  if (user != ::geteuid() && ::chown(path.c_str(), user, static_cast<gid_t>(-1)) != 0) {
    return NoFile(path, errno);
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<JvmSitePass>> JvmSitePass::Start(const JvmProcess& jvm,
                                                        const JvmClasses& growth,
                                                        milliseconds patience) {
  static constexpr std::string_view kStart = "start,";
  const std::string wanted = WantedClasses(growth, kJvmArgumentBytesMax - kStart.size());
  if (wanted.empty()) {
    return Fail(ErrorKind::kBadInput, Fault::kTool,
                "no class grew whose objects could be followed");
  }
  const auto own = FindOwnFile(OwnFolder(), kLibraryName);
  if (!own) {
    return Fail(ErrorKind::kNotFound, Fault::kEnvironment,
                fmt::format("{} is neither in {} nor in ../lib/seep relative to it", kLibraryName,
                            OwnFolder()));
  }
  std::unique_ptr<JvmSitePass> pass(new JvmSitePass(jvm, growth));
  const std::string options = std::string(kStart) + wanted;
  if (SharesFile(jvm.pid, *own) && pass->Load(*own, options, patience)) return pass;
  // Another root, or a folder that its user may not look into: a copy.
  if (const auto made = pass->MakeFolder(); !made) return tl::unexpected(made.error());
  std::error_code failed;
  const std::string copy = pass->folder_ + "/" + kLibraryName;
  if (!std::filesystem::copy_file(*own, copy, failed)) return NoFile(copy, failed.value());
  ::chmod(copy.c_str(), 0755);
  const auto loaded = pass->Load(pass->inside_ + "/" + kLibraryName, options, patience);
  if (!loaded) return tl::unexpected(loaded.error());
  return pass;
}

JvmSitePass::~JvmSitePass() {
  if (running_) (void)LoadIntoJvm(jvm_, library_, "stop,/dev/null", kFarewell);
  std::error_code ignored;  // what is gone is gone
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

Result<> JvmSitePass::MakeFolder() {
  const std::string root = fmt::format("/proc/{}/root", jvm_.pid);
  std::string folder = root + "/tmp/seep-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return NoFile(folder, errno);
  folder_ = folder;
  inside_ = folder.substr(root.size());
  if (::chmod(folder_.c_str(), 0755) != 0) return NoFile(folder, errno);
  return MakeFileOf(jvm_.status.user, folder_ + "/" + kSitesName);
}

Result<> JvmSitePass::Load(const std::string& library, const std::string& options,
                           milliseconds patience) {
  auto loaded = LoadIntoJvm(jvm_, library, options, patience);
  if (!loaded) return loaded;
  library_ = library;
  running_ = true;
  return {};
}

Result<> JvmSitePass::NextRound(milliseconds patience) {
  return LoadIntoJvm(jvm_, library_, "round", patience);
}

Result<JvmSites> JvmSitePass::Finish(milliseconds patience) {
  if (folder_.empty()) {
    if (const auto made = MakeFolder(); !made) return tl::unexpected(made.error());
  }
  const auto stopped =
      LoadIntoJvm(jvm_, library_, fmt::format("stop,{}/{}", inside_, kSitesName), patience);
  if (!stopped) return tl::unexpected(stopped.error());
  running_ = false;
  std::ostringstream text;
  text << std::ifstream(folder_ + "/" + kSitesName, std::ios::binary).rdbuf();
  auto sites = ParseJvmSites(text.str());
  if (!sites) {
    return Fail(ErrorKind::kProtocol, Fault::kTarget,
                fmt::format("the JVM (pid {}) did not finish writing where its objects come from",
                            jvm_.pid));
  }
  RankJvmSites(*sites, growth_);
  return std::move(*sites);
}

}  // namespace seep
