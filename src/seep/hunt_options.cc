#include "seep/hunt_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/units.h"
#include "load/shapes.h"
#include "seep/parsed_option.h"
#include "seep/target_options.h"

namespace seep {
namespace {

constexpr uint32_t kConnections = 16;  // abusive clients wait, so more of them

std::vector<Shape> ParseShapes(std::string_view text) {
  std::vector<Shape> shapes;
  while (!text.empty()) {
    const size_t end = std::min(text.find(','), text.size());
    shapes.push_back(OrThrow(ParseShape(text.substr(0, end)), "--shapes"));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return shapes;
}

std::vector<Shape> AllShapes() {
  std::vector<Shape> shapes;
  for (const ShapeRow& row : ShapeRows()) shapes.push_back(OrThrow(ParseShape(row.name), "--shapes"));
  return shapes;
}

}  // namespace

void HuntOptionsParser::Add(CLI::App& app) {
  app_ = app.add_subcommand(
      "hunt", "Run a server under one traffic shape after another, and judge each.");
  app_->footer(std::string(kPlaceholders) +
               "Example: seep hunt -t 5m -- node server.js");
  hunt_.hunt.plan.traffic.connections = kConnections;
  app_->add_option("--shapes", shapes_, "these (all; `seep shapes` lists them)")
      ->option_text("NAME[:ARG],...");
  AddParsed(app_, "-t,--time", "TIME", hunt_.hunt.time_max, ParsePositiveDuration,
            "for all of them (5m)");
  AddTargetOptions(app_, hunt_.hunt.plan);
  request_.Add(app_, hunt_.hunt.plan.traffic);
  AddOutput(app_, hunt_.json, hunt_.quiet);
}

HuntOptions HuntOptionsParser::Finish(std::vector<std::string> command) {
  if (command.empty()) {
    throw CLI::ValidationError(
        "hunt", "no command: write the server's behind --, as in `seep hunt -- nginx -c F`");
  }
  hunt_.hunt.plan.command = std::move(command);
  request_.Finish(hunt_.hunt.plan.traffic);
  hunt_.hunt.shapes = shapes_.empty() ? AllShapes() : ParseShapes(shapes_);
  return hunt_;
}

std::string ShapesText() {
  std::string text =
      "Traffic shapes for `seep run --shape`, `seep load --shape` and `seep hunt --shapes`.\n"
      "Those that go away may be told how: NAME/rst, /fin, /half-close or /silence.\n\n";
  for (const ShapeRow& row : ShapeRows()) {
    const std::string name =
        row.argument.empty() ? std::string(row.name) : fmt::format("{}:{}", row.name, row.argument);
    text += fmt::format("{:<30} {}\n{:<30}   expects: {}\n", name, row.sends, "", row.expects);
    if (!row.leaks.empty()) text += fmt::format("{:<30}   leaked: {}\n", "", row.leaks);
  }
  return text;
}

}  // namespace seep
