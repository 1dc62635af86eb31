#include "seep/hunt_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/units.h"
#include "load/shapes.h"
#include "seep/extra_words.h"
#include "seep/parsed_option.h"
#include "seep/target_options.h"
#include "upstream/upstream.h"

namespace seep {
namespace {

constexpr uint32_t kConnections = 16;  // abusive clients wait, so more of them

std::vector<std::string_view> SplitNames(std::string_view text) {
  std::vector<std::string_view> names;
  while (!text.empty()) {
    const size_t end = std::min(text.find(','), text.size());
    names.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

// What the client does while the upstream misbehaves: it may get any answer, or none.
Shape ClientOf(std::string_view upstream) {
  Shape shape;
  if (upstream == "early-answer") shape = OrThrow(ParseShape("upload:100000"), "--upstream-shapes");
  if (upstream == "hang") shape = OrThrow(ParseShape("abort@waiting"), "--upstream-shapes");
  shape.name = fmt::format("upstream:{}", upstream);
  shape.abusive = true;
  shape.hold = std::max(shape.hold, milliseconds(upstream == "hang" ? 0 : 2'000));
  return shape;
}

std::vector<HuntCase> UpstreamCases(const std::string& text) {
  std::vector<HuntCase> cases;
  const auto add = [&](std::string_view name) {
    cases.push_back({ClientOf(name), UpstreamHelper(name), name != "hang"});
  };
  if (text == "all") {
    for (const UpstreamRow& row : UpstreamRows()) add(row.name);
    return cases;
  }
  for (const std::string_view name : SplitNames(text)) {
    if (!IsUpstream(name)) {
      throw CLI::ValidationError(
          "--upstream-shapes",
          fmt::format("there is no upstream \"{}\": `seep shapes` lists them", name));
    }
    add(name);
  }
  return cases;
}

}  // namespace

void HuntOptionsParser::Add(CLI::App& app) {
  app_ = app.add_subcommand("hunt",
                            "Run a server under one traffic shape after another, and judge each.");
  app_->prefix_command();
  app_->footer(std::string(kPlaceholders) + "Example: seep hunt -t 5m -- node server.js");
  hunt_.hunt.plan.traffic.connections = kConnections;
  app_->add_option("--shapes", shapes_, "these (all; `seep shapes` lists them)")
      ->option_text("NAME[:ARG],...");
  app_->add_option("--upstream-shapes", upstreams_,
                   "of a proxy's upstream, at {upstream} in COMMAND:\nthese, or all")
      ->option_text("NAME,...");
  AddParsed(app_, "-t,--time", "TIME", hunt_.hunt.time_max, ParsePositiveDuration,
            "for all of them (5m)");
  AddTargetOptions(app_, hunt_.hunt.plan);
  request_.Add(app_, hunt_.hunt.plan.traffic);
  request_.AddCredentials(app_, hunt_.hunt.plan.traffic, kMoreOptions);
  tls_.Add(app_, hunt_.hunt.plan.traffic.tls, true);
  AddReportFiles(app_, hunt_.reports, kReportFiles);
  hunt_.reports.step_summary = true;
  AddOutput(app_, hunt_.json, hunt_.quiet);
  AddDetail(app_, hunt_.detail);
}

HuntOptions HuntOptionsParser::Finish(std::vector<std::string> command) {
  hunt_.hunt.plan.command = CommandToStart(*app_, std::move(command));
  request_.Finish(hunt_.hunt.plan.traffic);
  tls_.Finish(hunt_.hunt.plan.traffic);
  AddCases();
  return hunt_;
}

// Client shapes, unless only the upstream's are asked for; behind a proxy, with an upstream that
// behaves.
void HuntOptionsParser::AddCases() {
  const Plan& plan = hunt_.hunt.plan;
  const bool behind = NamesUpstream(plan.command);
  if (!behind && !upstreams_.empty()) {
    throw CLI::ValidationError(
        "--upstream-shapes",
        "the command has no {upstream}, the address that the proxy has to use as its upstream");
  }
  std::vector<Shape> shapes;
  for (const std::string_view name : SplitNames(shapes_)) {
    shapes.push_back(OrThrow(ParseShape(name), "--shapes"));
    if (auto fits = ShapeFits(shapes.back(), plan.traffic); !fits)
      throw CLI::ValidationError("--shapes", fits.error().message);
  }
  if (shapes.empty() && upstreams_.empty()) {
    for (const ShapeRow& row : ShapeRows()) {
      const Shape shape = OrThrow(ParseShape(row.name), "--shapes");
      if (ShapeFits(shape, plan.traffic)) shapes.push_back(shape);
    }
  }
  const std::vector<std::string> upstream =
      behind ? UpstreamHelper("ok") : std::vector<std::string>();
  for (Shape& shape : shapes) hunt_.hunt.cases.push_back({std::move(shape), upstream});
  for (HuntCase& one : UpstreamCases(upstreams_)) hunt_.hunt.cases.push_back(std::move(one));
  for (HuntCase& one : hunt_.hunt.cases)
    one.shape = AskingCompression(std::move(one.shape), Compression::kAsked);
}

std::string ShapesText() {
  std::string text =
      "Traffic shapes for `seep run --shape`, `seep load --shape` and `seep hunt --shapes`.\n"
      "Those that go away can be given an ending: NAME/rst, /fin, /half-close or /silence.\n\n";
  for (const ShapeRow& row : ShapeRows()) {
    const std::string name =
        row.argument.empty() ? std::string(row.name) : fmt::format("{}:{}", row.name, row.argument);
    text += fmt::format("{:<30} {}\n{:<30}   expects: {}\n", name, row.sends, "", row.expects);
    if (!row.leaks.empty()) text += fmt::format("{:<30}   leaked: {}\n", "", row.leaks);
  }
  text +=
      "\nUpstreams for `seep hunt --upstream-shapes`, behind {upstream} in a proxy's command.\n\n";
  for (const UpstreamRow& row : UpstreamRows()) {
    text += fmt::format("{:<30} {}\n", row.name, row.does);
    if (!row.leaks.empty()) text += fmt::format("{:<30}   leaked: {}\n", "", row.leaks);
  }
  return text;
}

}  // namespace seep
