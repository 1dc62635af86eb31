#include "greetings.h"

namespace {

constexpr size_t kGreetingsMax = 1000;

}  // namespace

std::string Greetings::Of(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (const auto kept = by_name_.find(name); kept != by_name_.end()) {
    order_.splice(order_.begin(), order_, kept->second);
    return kept->second->text;
  }
  if (order_.size() == kGreetingsMax) {
    by_name_.erase(order_.back().name);
    order_.pop_back();
  }
  order_.push_front({name, "Hello, " + name + "!\n"});
  by_name_[name] = order_.begin();
  return order_.front().text;
}
