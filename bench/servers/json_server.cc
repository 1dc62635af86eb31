// json_server: an HTTP server on 127.0.0.1 as a service of C++ is written: each request parses an
// order of some items in JSON (nlohmann-json), turns it into structs with strings and maps, works
// out its sums, and answers with JSON again. About 200 blocks a request, all given back. The
// document stands here, since the server of the fixtures skips bodies.
//
//   json_server PORT

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bench_server.h"

namespace seep::fixtures {
namespace {

constexpr char kOrder[] = R"({
  "id": "order-2026-0000417", "customer": {"name": "Wilhelmina Featherstonehaugh", "mail": "w.f@mail.example.com"},
  "address": {"street": "12 Upper Thames Street", "city": "London", "country": "United Kingdom"},
  "items": [
    {"article": "screws, stainless, 4 x 40 mm", "count": 200, "price": 0.07, "tags": {"shelf": "B-17", "unit": "piece"}},
    {"article": "wall plugs, nylon, 6 mm", "count": 200, "price": 0.04, "tags": {"shelf": "B-18", "unit": "piece"}},
    {"article": "shelf board, oak, 800 x 250 mm", "count": 3, "price": 24.5, "tags": {"shelf": "K-02", "unit": "piece"}},
    {"article": "wood glue, water resistant, 500 g", "count": 1, "price": 8.9, "tags": {"shelf": "C-31", "unit": "bottle"}}
  ]})";

struct Item {
  std::string article;
  int count = 0;
  double price = 0;
  std::map<std::string, std::string> tags;
};

std::vector<Item> ReadItems(const nlohmann::json& order) {
  std::vector<Item> items;
  for (const nlohmann::json& item : order.at("items")) {
    items.push_back({.article = item.at("article"),
                     .count = item.at("count"),
                     .price = item.at("price"),
                     .tags = item.at("tags")});
  }
  return items;
}

nlohmann::json Invoice(const nlohmann::json& order) {
  std::map<std::string, double> by_unit;
  double total = 0;
  nlohmann::json lines = nlohmann::json::array();
  for (const Item& item : ReadItems(order)) {
    const double price = item.count * item.price;
    total += price;
    by_unit[item.tags.at("unit")] += price;
    lines.push_back(
        {{"article", item.article}, {"shelf", item.tags.at("shelf")}, {"price", price}});
  }
  return {{"order", order.at("id")},
          {"to", order.at("address")},
          {"lines", std::move(lines)},
          {"by_unit", by_unit},
          {"total", total}};
}

class JsonServer : public Handler {
 public:
  Answer OnRequest(const Request& /*request*/) override {
    text_ = Invoice(nlohmann::json::parse(kOrder)).dump();
    return {.text = text_};
  }

 private:
  std::string text_;
};

}  // namespace
}  // namespace seep::fixtures

int main(int argc, char** argv) {
  seep::fixtures::JsonServer handler;
  return seep::fixtures::ServeMain("json_server", argc, argv, handler);
}
