// malloc_heavy: an HTTP server on 127.0.0.1 that answers each request by way of many small
// containers and strings, as programs do that parse, look up and render with the standard library.
// About 200 blocks a request, all given back. It is what bench/heap-overhead counts in.
//
//   malloc_heavy PORT

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench_server.h"

namespace seep::fixtures {
namespace {

constexpr int kItems = 16;

struct Item {
  std::string name;
  std::vector<std::string> tags;
  std::map<std::string, int> counts;
};

// Strings of more than 15 characters, which std::string does not keep inside itself.
std::unique_ptr<Item> MakeItem(int number) {
  auto item = std::make_unique<Item>();
  const std::string digits = std::to_string(number);
  item->name = "an item with a longer name: " + digits;
  item->tags.push_back("the first of its several tags: " + digits);
  item->tags.push_back("the second of its several tags: " + digits);
  item->counts["times it was looked at"] = number;
  item->counts["times it was asked for"] = number * 7;
  return item;
}

class MallocHeavy : public Handler {
 public:
  Answer OnRequest(const Request& request) override {
    std::unordered_map<std::string, std::unique_ptr<Item>> items;
    for (int number = 0; number < kItems; ++number) {
      auto item = MakeItem(number);
      std::string key = request.target + item->name;
      items.emplace(std::move(key), std::move(item));
    }
    size_t sum = 0;
    for (const auto& [key, item] : items) sum += key.size() + item->tags.size();
    text_ = std::to_string(sum) + "\n";
    return {.text = text_};
  }

 private:
  std::string text_;
};

}  // namespace
}  // namespace seep::fixtures

int main(int argc, char** argv) {
  seep::fixtures::MallocHeavy handler;
  return seep::fixtures::ServeMain("malloc_heavy", argc, argv, handler);
}
