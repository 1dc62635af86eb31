#include "heap/reader/origin.h"

#include <algorithm>
#include <array>
#include <utility>

#include "model/frame_name.h"

namespace seep {
namespace {

constexpr std::string_view kDeleted = " (deleted)";
constexpr size_t kStemBytesMin = 3;  // of a program whose library is looked for by name

constexpr std::array kRuntimes = {
    "ld-linux",  "ld-musl",   "ld64.so",     "libanl.so",   "libasan.so",   "libatomic.so",
    "libc++.so", "libc++abi", "libc-",       "libc.musl-",  "libc.so",      "libdl-",
    "libdl.so",  "libgcc_s",  "libjemalloc", "liblsan.so",  "libm-",        "libm.so",
    "libmvec",   "libnss_",   "libmimalloc", "libpthread",  "libresolv",    "librt-",
    "librt.so",  "libseep_",  "libstdc++",   "libtcmalloc", "libthread_db", "libtsan.so",
    "libubsan",  "libunwind",
};

constexpr std::array kPluginsOfLibraries = {
    "dri",  "engines-", "gconv",        "gdk-pixbuf-", "gio",   "glibc-hwcaps", "gtk-",
    "krb5", "nss",      "ossl-modules", "pkcs11",      "sasl2", "security",
};

constexpr std::array kLibrarySources = {"/include/c++/", "/libstdc++-v3/", "/libcxx/",
                                        "/.cargo/registry/"};

template <size_t N>
bool StartsWithAny(std::string_view text, const std::array<const char*, N>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](const char* beginning) { return text.starts_with(beginning); });
}

std::string_view FileName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

void Consume(std::string_view& text, std::string_view beginning) {
  if (text.starts_with(beginning)) text.remove_prefix(beginning.size());
}

// What follows the loader's folder in a path: "libz.so.1", "nginx/modules/a.so"; empty if there is
// none.
std::string_view BelowLoaderFolder(std::string_view path) {
  Consume(path, "/usr");
  Consume(path, "/local");
  bool found = false;
  for (const std::string_view folder : {"/lib/", "/lib32/", "/lib64/", "/libx32/"}) {
    found = found || path.starts_with(folder);
  }
  if (!found) return {};
  path.remove_prefix(path.find('/', 1) + 1);
  const std::string_view first = path.substr(0, path.find('/'));
  const bool architecture = first.find("-linux-") != std::string_view::npos;
  if (architecture && first.size() < path.size()) path.remove_prefix(first.size() + 1);
  return path;
}

// "python3.11" → "python", "varnishd" → "varnishd".
std::string_view Stem(std::string_view file_name) {
  return file_name.substr(0, file_name.find_first_of("0123456789.- "));
}

}  // namespace

ProgramFiles::ProgramFiles(std::vector<std::string> executables)
    : executables_(std::move(executables)) {
  std::erase(executables_, "");
}

bool ProgramFiles::NamedForProgram(std::string_view file_name) const {
  Consume(file_name, "lib");
  const std::string_view stem = Stem(file_name);
  return stem.size() >= kStemBytesMin &&
         std::any_of(executables_.begin(), executables_.end(), [&](const std::string& executable) {
           return Stem(FileName(executable)) == stem;
         });
}

bool ProgramFiles::Own(std::string_view module_path) const {
  if (!module_path.starts_with('/')) return false;
  if (std::find(executables_.begin(), executables_.end(), module_path) != executables_.end()) {
    return true;
  }
  if (module_path.ends_with(kDeleted)) module_path.remove_suffix(kDeleted.size());
  const std::string_view name = FileName(module_path);
  if (StartsWithAny(name, kRuntimes)) return false;
  const std::string_view below = BelowLoaderFolder(module_path);
  if (below.empty() || NamedForProgram(name)) return true;
  return below.find('/') != std::string_view::npos && !StartsWithAny(below, kPluginsOfLibraries);
}

bool FromLibrary(const SourceFrame& frame) {
  const std::string name = BareName(frame.function);
  if (name == "_start") return true;
  const std::string_view file = frame.file;
  if (file.empty()) return name.starts_with("std::") || name.starts_with("__gnu_cxx::");
  return file.starts_with("/usr/include/") || file.starts_with("/rustc/") ||
         std::any_of(kLibrarySources.begin(), kLibrarySources.end(), [&](const char* folder) {
           return file.find(folder) != std::string_view::npos;
         });
}

}  // namespace seep
