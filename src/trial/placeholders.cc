#include "trial/placeholders.h"

#include <fmt/format.h>

#include <algorithm>

#include "process/target.h"

namespace seep {
namespace {

constexpr std::string_view kSocket = "{socket}";

}  // namespace

Result<PortMap> PortMap::Create(uint16_t port) {
  PortMap map;
  if (port == 0) {
    const Result<uint16_t> free_port = FreePort();
    if (!free_port) return tl::unexpected(free_port.error());
    port = *free_port;
  }
  map.ports_["{port}"] = port;
  return map;
}

Result<std::string> PortMap::Socket() {
  if (!folder_) {
    Result<TempFolder> folder = TempFolder::Create();
    if (!folder) return tl::unexpected(folder.error());
    folder_ = std::move(*folder);
  }
  return folder_->path() + "/socket";
}

bool NamesSocket(const std::vector<std::string>& command) {
  return std::any_of(command.begin(), command.end(), [](const std::string& word) {
    return word.find(kSocket) != std::string::npos;
  });
}

Result<std::string> PortMap::ExpandWord(std::string word) {
  for (size_t at = word.find(kSocket); at != std::string::npos; at = word.find(kSocket)) {
    const Result<std::string> path = Socket();
    if (!path) return tl::unexpected(path.error());
    word.replace(at, kSocket.size(), *path);
  }
  for (size_t at = word.find("{upstream}"); at != std::string::npos; at = word.find("{upstream}"))
    word.replace(at, 10, "127.0.0.1:{upstream_port}");
  for (char digit = '1'; digit <= '9' + 1; ++digit) {
    const std::string placeholder = digit == '1'   ? "{port}"
                                    : digit <= '9' ? fmt::format("{{port{}}}", digit)
                                                   : "{upstream_port}";
    for (size_t at = word.find(placeholder); at != std::string::npos;
         at = word.find(placeholder, at)) {
      if (!ports_.contains(placeholder)) {
        const Result<uint16_t> free_port = FreePort();
        if (!free_port) return tl::unexpected(free_port.error());
        ports_[placeholder] = *free_port;
      }
      word.replace(at, placeholder.size(), std::to_string(ports_[placeholder]));
    }
  }
  return word;
}

Result<std::vector<std::string>> PortMap::Expand(std::vector<std::string> command) {
  for (std::string& word : command) {
    Result<std::string> expanded = ExpandWord(std::move(word));
    if (!expanded) return tl::unexpected(expanded.error());
    word = std::move(*expanded);
  }
  return command;
}

Result<RequestSpec> PortMap::ExpandRequest(RequestSpec request) {
  std::vector<std::string*> words = {&request.target, &request.host, &request.body};
  for (auto& [name, value] : request.headers) words.insert(words.end(), {&name, &value});
  for (std::string* word : words) {
    Result<std::string> expanded = ExpandWord(std::move(*word));
    if (!expanded) return tl::unexpected(expanded.error());
    *word = std::move(*expanded);
  }
  return request;
}

}  // namespace seep
