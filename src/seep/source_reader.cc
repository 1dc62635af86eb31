#include "seep/source_reader.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

#include "report/source_path.h"

namespace seep {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kFileBytesMax = 4 << 20;  // what is larger was not written by people
constexpr size_t kLineBytesMax = 400;

bool IsBelow(const fs::path& root, const fs::path& file) {
  const fs::path relative = file.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

class Sources {
 public:
  explicit Sources(const std::string& root) {
    std::error_code error;
    root_ = fs::canonical(root, error);
  }

  std::string Line(const std::string& name, int line) {
    const auto [found, fresh] = files_.try_emplace(name);
    if (fresh) found->second = Read(PathOf(name));
    const auto index = static_cast<size_t>(line) - 1;
    return line > 0 && index < found->second.size() ? found->second[index] : "";
  }

 private:
  // Links are followed before it is asked where the file is.
  fs::path PathOf(std::string_view name) const {
    std::error_code error;
    const fs::path path = fs::canonical(root_ / fs::path(SourcePath(name)), error);
    return error || root_.empty() || !IsBelow(root_, path) ? fs::path() : path;
  }

  static std::vector<std::string> Read(const fs::path& path) {
    std::error_code error;
    if (path.empty() || !fs::is_regular_file(path, error) ||
        fs::file_size(path, error) > kFileBytesMax || error)
      return {};
    std::vector<std::string> lines;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
      lines.push_back(line.substr(0, kLineBytesMax));
    return lines;
  }

  fs::path root_;
  std::map<std::string, std::vector<std::string>> files_;
};

}  // namespace

SourceLines SourcesBelow(const std::string& root) {
  auto sources = std::make_shared<Sources>(root);
  return [sources](const std::string& file, int line) { return sources->Line(file, line); };
}

}  // namespace seep
