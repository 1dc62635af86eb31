#include "report/frame_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "model/frame_name.h"
#include "report/fit.h"
#include "report/source_path.h"

namespace seep {
namespace {

constexpr std::string_view kAnonymous = "(anonymous namespace)::";

std::string FolderOf(std::string_view file) {
  return std::string(file.substr(0, file.rfind('/') + 1));
}

// Of two folders with their slashes.
std::string CommonFolder(const std::string& a, const std::string& b) {
  const auto [end, _] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return FolderOf(std::string(a.begin(), end));
}

}  // namespace

std::string FunctionText(const Frame& frame, std::span<const Module> modules, size_t columns) {
  const std::string whole = Printable(NameOf(frame, modules));
  if (frame.OfRuntime()) return WithoutMiddle(whole, columns);
  // What a library's template is instantiated with is long, and says little.
  std::string name = frame.own ? QualifiedName(whole) : BareName(whole);
  if (Columns(name) > columns) name = BareName(whole);
  for (size_t at = 0; (at = name.find(kAnonymous)) != std::string::npos;) {
    name.erase(at, kAnonymous.size());
  }
  return WithoutMiddle(name.empty() ? whole : name, columns);
}

std::string SourceText(const Frame& frame, std::span<const Module> modules,
                       const std::string& folder) {
  std::string_view source = SourcePath(frame.file);
  if (frame.own && !folder.empty() && source.starts_with(folder)) {
    source.remove_prefix(folder.size());
  } else if (!frame.own) {
    source.remove_prefix(source.rfind('/') + 1);
  }
  if (source.empty()) {
    // A function without a name has the module in its place.
    if (frame.module >= modules.size() || frame.function.empty()) return "";
    const std::string_view path = modules[frame.module].path;
    return Printable(path.substr(path.rfind('/') + 1));
  }
  return frame.line > 0 ? fmt::format("{}:{}", Printable(source), frame.line) : Printable(source);
}

std::string FolderOfOwn(std::span<const LeakSite> sites) {
  std::string folder;
  bool any = false;
  for (const LeakSite& site : sites) {
    for (const Frame& frame : site.stack) {
      const std::string_view file = SourcePath(frame.file);
      if (!frame.own || !file.starts_with('/')) continue;
      folder = any ? CommonFolder(folder, FolderOf(file)) : FolderOf(file);
      any = true;
    }
  }
  return folder;
}

}  // namespace seep
