#include "seep/request_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "http/message.h"
#include "load/request.h"

namespace seep {
namespace {

using nlohmann::json;

// What was meant for one connection (RFC 9110 §7.6.1), and what is written anew.
constexpr std::array<std::string_view, 10> kOfTheConnection = {
    "Connection",        "Content-Length",   "Host", "HTTP2-Settings",
    "Keep-Alive",        "Proxy-Connection", "TE",   "Trailer",
    "Transfer-Encoding", "Upgrade"};

// What is wrong with one request.
struct Problem : std::runtime_error {
  using std::runtime_error::runtime_error;
};

const std::string& Text(const json& value, std::string_view what) {
  if (!value.is_string()) throw Problem(fmt::format("{}: expected a string", what));
  return value.get_ref<const std::string&>();
}

const json& Field(const json& object, const char* key) {
  const auto field = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || field == object.end()) throw Problem(fmt::format("no \"{}\"", key));
  return *field;
}

void SetUrl(RequestSpec& request, std::string_view url) {
  url = url.substr(0, url.find('#'));
  if (const size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
    const size_t end = std::min(url.find_first_of("/?"), url.size());
    request.host = url.substr(0, end);
    url.remove_prefix(end);
  } else if (!url.starts_with('/')) {
    throw Problem(fmt::format("\"{}\" is neither a path, which begins with /, nor a URL", url));
  }
  request.target = url.starts_with('/') ? "" : "/";
  request.target += url;
}

void SetHeader(RequestSpec& request, const std::string& name, const std::string& value) {
  std::erase_if(request.headers,
                [&](const auto& header) { return EqualsIgnoreCase(header.first, name); });
  request.headers.emplace_back(name, value);
}

RequestSpec FromJson(std::string_view line, const RequestSpec& common) {
  const json document = json::parse(line, nullptr, false);
  if (document.is_discarded()) throw Problem("this is not JSON");
  RequestSpec request = common;
  for (const auto& [key, value] : document.items()) {
    if (key == "method") {
      request.method = Text(value, key);
    } else if (key == "url") {
      SetUrl(request, Text(value, key));
    } else if (key == "body") {
      request.body = Text(value, key);
    } else if (key == "headers" && value.is_object()) {
      for (const auto& [name, text] : value.items()) SetHeader(request, name, Text(text, name));
    } else {
      throw Problem(fmt::format(
          "\"{}\" is none of method, url, headers (an object of names and values) and body", key));
    }
  }
  return request;
}

RequestSpec FromLine(std::string_view line, const RequestSpec& common) {
  if (line.starts_with('{')) return FromJson(line, common);
  RequestSpec request = common;
  SetUrl(request, line);
  return request;
}

bool OfTheConnection(std::string_view name) {
  return name.starts_with(':') ||  // HTTP/2's pseudo-headers (RFC 9113 §8.3)
         std::any_of(kOfTheConnection.begin(), kOfTheConnection.end(),
                     [&](std::string_view one) { return EqualsIgnoreCase(one, name); });
}

RequestSpec FromEntry(const json& entry, const RequestSpec& common) {
  const json& recorded = Field(entry, "request");
  RequestSpec request = common;
  request.method = Text(Field(recorded, "method"), "method");
  SetUrl(request, Text(Field(recorded, "url"), "url"));
  for (const json& header : recorded.value("headers", json::array())) {
    const std::string& name = Text(Field(header, "name"), "name of a header");
    if (!OfTheConnection(name)) SetHeader(request, name, Text(Field(header, "value"), name));
  }
  if (recorded.contains("postData") && recorded["postData"].contains("text"))
    request.body = Text(recorded["postData"]["text"], "postData.text");
  return request;
}

// Collects what `parse` returns; a Problem says which request it is of.
class Requests {
 public:
  explicit Requests(const std::string& file) : file_(file) {}

  template <class Parse>
  void Add(std::string_view where, size_t number, Parse parse) {
    try {
      requests_.push_back(parse());
      if (auto checked = CheckRequest(requests_.back()); !checked)
        throw Problem(checked.error().message);
    } catch (const Problem& problem) {
      throw Problem(fmt::format("{}:{}{}: {}", file_, where, number, problem.what()));
    }
  }

  std::vector<RequestSpec> Take() {
    if (requests_.empty()) throw Problem(fmt::format("{}: there are no requests in it", file_));
    return std::move(requests_);
  }

 private:
  const std::string& file_;
  std::vector<RequestSpec> requests_;
};

std::string_view WithoutSpace(std::string_view line) {
  constexpr std::string_view kSpace = " \t\r";
  const size_t begin = std::min(line.find_first_not_of(kSpace), line.size());
  line.remove_prefix(begin);
  return line.substr(0, line.find_last_not_of(kSpace) + 1);
}

void AddLines(std::string_view text, const RequestSpec& common, Requests& requests) {
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = WithoutSpace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#')) continue;
    requests.Add("", number, [&] { return FromLine(line, common); });
  }
}

// Nothing: it is no archive.
const json* EntriesOf(const json& document) {
  if (!document.is_object() || !document.contains("log")) return nullptr;
  const json& log = document["log"];
  return log.is_object() && log.contains("entries") && log["entries"].is_array() ? &log["entries"]
                                                                                 : nullptr;
}

}  // namespace

Result<std::vector<RequestSpec>> ParseRequests(std::string_view text, const std::string& file,
                                               const RequestSpec& common) {
  try {
    Requests requests(file);
    const json document = json::parse(text, nullptr, false);
    if (const json* entries = EntriesOf(document)) {
      for (size_t i = 0; i < entries->size(); ++i) {
        requests.Add("entry ", i, [&] { return FromEntry((*entries)[i], common); });
      }
    } else {
      AddLines(text, common, requests);
    }
    return requests.Take();
  } catch (const Problem& problem) {
    return Fail(ErrorKind::kBadInput, Fault::kUser, problem.what());
  }
}

}  // namespace seep
