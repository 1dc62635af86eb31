#pragma once
// The options of `run` and `load` that say what is sent.

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "model/plan.h"
#include "model/traffic.h"

namespace seep {

// Part of ParseOptions. The object has to outlive the parsing.
class RequestOptions {
 public:
  // -n and --requests.
  void AddCount(CLI::App* app, uint64_t& requests_max, const std::string& help);
  void Add(CLI::App* app, TrafficSpec& traffic);
  // -A, -P and -C, as ab calls them: what a server wants before it answers.
  void AddCredentials(CLI::App* app, TrafficSpec& traffic, const char* group);
  // What ab, wrk and hey have besides and call the same, or so that it does not clash with those.
  // Behind Add.
  void AddFamiliar(CLI::App* app, TrafficSpec& traffic);
  // --shape, and --mix if `mixed`.
  void AddShapes(CLI::App* app, bool mixed);
  const std::vector<Shape>& shapes() const { return shapes_; }
  // The shapes share the rounds, or what --mix leaves of keep-alive traffic to them.
  std::vector<Leg> ShapedLegs() const;
  // What the options mean together; reads the file of --requests. Throws CLI::ValidationError.
  void Finish(TrafficSpec& traffic) const;

 private:
  void SetMethod(TrafficSpec& traffic, const std::string& method);

  std::vector<Shape> shapes_;
  double mix_ = 1;
  std::string file_;
  std::string content_type_;
  bool http10_ = false;
  bool method_given_ = false;
  CLI::Option* streams_option_ = nullptr;
};

}  // namespace seep
