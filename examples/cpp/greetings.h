#pragma once
// Greetings of the names that were asked for last.

#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

class Greetings {
 public:
  // Any thread.
  std::string Of(const std::string& name);

 private:
  struct Greeting {
    std::string name;
    std::string text;
  };

  std::mutex mutex_;
  std::list<Greeting> order_;  // the one that was asked for last comes first
  std::unordered_map<std::string, std::list<Greeting>::iterator> by_name_;
};
