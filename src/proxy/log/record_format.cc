#include "proxy/log/record_format.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/nearest_name.h"
#include "http/message.h"

namespace sluice {
namespace {

constexpr size_t kValueBytesMax = 2048;
constexpr std::string_view kCommon =
    "{client} - - [{time}] \"{request}\" {status} {bytes} {seconds}";
constexpr std::string_view kCombined =
    "{client} - - [{time}] \"{request}\" {status} {bytes} \"{field:Referer}\" "
    "\"{field:User-Agent}\"";
constexpr std::string_view kField = "field:";

bool Prints(char c) { return c > 0x1f && c < 0x7f; }

// `spaces`: a value that stands by itself has none, so that columns stay columns.
void AppendEscaped(std::string_view text, bool spaces, std::string& out) {
  for (const char c : text.substr(0, kValueBytesMax)) {
    if (Prints(c) && c != '"' && c != '\\' && (spaces || c != ' ')) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
    }
  }
}

std::string JsonText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text.substr(0, kValueBytesMax)) {
    if (Prints(c) && c != '"' && c != '\\') {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    }
  }
  return out + '"';
}

std::tm Utc(WallTime time) { return fmt::gmtime(std::chrono::system_clock::to_time_t(time)); }

std::string IsoTime(WallTime time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", Utc(time), ms.count() % 1000);
}

std::string Seconds(const AccessRecord& record) {
  return fmt::format("{:.3f}", std::chrono::duration<double>(record.duration).count());
}

// The value of the first field of that name in a head that was written to be sent.
std::string_view FieldIn(std::string_view head, std::string_view name) {
  for (size_t at = head.find("\r\n"); at != head.npos; at = head.find("\r\n", at)) {
    at += 2;
    const std::string_view line = head.substr(at, head.find("\r\n", at) - at);
    const size_t colon = line.find(':');
    if (colon == line.npos || !seep::EqualsIgnoreCase(line.substr(0, colon), name)) continue;
    const size_t begin = line.find_first_not_of(' ', colon + 1);
    return begin == line.npos ? std::string_view() : line.substr(begin);
  }
  return {};
}

}  // namespace

seep::Result<RecordFormat> RecordFormat::Parse(std::string_view text) {
  RecordFormat format;
  if (text == "json") {
    format.json_ = format.wants_head_ = true;
    return format;
  }
  if (text == "common") text = kCommon;
  if (text == "combined") text = kCombined;
  while (!text.empty()) {
    const size_t open = text.find('{');
    if (open > 0) format.pieces_.push_back({Variable::kText, std::string(text.substr(0, open))});
    if (open == text.npos) break;
    const size_t close = text.find('}', open);
    auto piece = PieceOf(text.substr(open + 1, close - open - 1));
    if (close == text.npos || !piece) {
      return seep::Fail(seep::ErrorKind::kBadInput, seep::Fault::kUser,
                        close == text.npos ? "a { without a }" : piece.error().message);
    }
    format.wants_head_ |= piece->variable == Variable::kField;
    format.pieces_.push_back(std::move(*piece));
    text.remove_prefix(close + 1);
  }
  return format;
}

seep::Result<RecordFormat::Piece> RecordFormat::PieceOf(std::string_view name) {
  static const std::vector<std::pair<std::string, Variable>> kNames = {
      {"client", Variable::kClient},     {"time", Variable::kTime},
      {"iso-time", Variable::kIsoTime},  {"request", Variable::kRequest},
      {"method", Variable::kMethod},     {"target", Variable::kTarget},
      {"version", Variable::kVersion},   {"status", Variable::kStatus},
      {"bytes", Variable::kBytes},       {"seconds", Variable::kSeconds},
      {"upstream", Variable::kUpstream}, {"request-id", Variable::kRequestId},
      {"reason", Variable::kReason}};
  if (name.starts_with(kField) && seep::IsToken(name.substr(kField.size())))
    return Piece{Variable::kField, std::string(name.substr(kField.size()))};
  std::vector<std::string> names;
  for (const auto& [known, variable] : kNames) {
    if (known == name) return Piece{variable, {}};
    names.push_back(known);
  }
  const std::string hint = seep::DidYouMean(std::string(name), names);
  return seep::Fail(seep::ErrorKind::kBadInput, seep::Fault::kUser,
                    fmt::format("there is no variable {{{}}}{}", name,
                                hint.empty() ? fmt::format("; there are {}, and field:NAME",
                                                           fmt::join(names, ", "))
                                             : hint));
}

std::string RecordFormat::Line(const AccessRecord& record, WallTime time) const {
  if (json_) return JsonLine(record, time);
  std::string line;
  bool quoted = false;  // a text before it has opened a quote
  for (const Piece& piece : pieces_) {
    if (piece.variable == Variable::kText) {
      line += piece.text;
      if (std::ranges::count(piece.text, '"') % 2 == 1) quoted = !quoted;
      continue;
    }
    const std::string value = Value(piece, record, time);
    // What we write ourselves is as it is: a request line and a time have blanks.
    const bool ours = piece.variable == Variable::kTime || piece.variable == Variable::kRequest;
    if (ours)
      line += value;
    else
      AppendEscaped(value.empty() ? "-" : value, quoted, line);
  }
  return line + '\n';
}

std::string RecordFormat::Value(const Piece& piece, const AccessRecord& record, WallTime time) {
  switch (piece.variable) {
    case Variable::kText:
      return piece.text;
    case Variable::kClient:
      return std::string(record.client);
    case Variable::kTime:
      return fmt::format("{:%d/%b/%Y:%H:%M:%S} +0000", Utc(time));
    case Variable::kIsoTime:
      return IsoTime(time);
    case Variable::kRequest: {
      if (record.method.empty()) return "-";
      std::string line;
      AppendEscaped(record.method, false, line);
      line += ' ';
      AppendEscaped(record.target, false, line);
      return line + fmt::format(" HTTP/1.{}", record.version_minor);
    }
    case Variable::kMethod:
      return std::string(record.method);
    case Variable::kTarget:
      return std::string(record.target);
    case Variable::kVersion:
      return record.method.empty() ? "" : fmt::format("HTTP/1.{}", record.version_minor);
    case Variable::kStatus:
      return fmt::format("{:03}", record.status);
    case Variable::kBytes:
      return fmt::format("{}", record.response_bytes);
    case Variable::kSeconds:
      return Seconds(record);
    case Variable::kUpstream:
      return std::string(record.upstream);
    case Variable::kRequestId:
      return std::string(record.request_id);
    case Variable::kReason:
      return std::string(record.reason);
    case Variable::kField:
      return std::string(FieldIn(record.head, piece.text));
  }
  return {};
}

// What is not known is left out.
std::string RecordFormat::JsonLine(const AccessRecord& record, WallTime time) const {
  std::string line =
      fmt::format("{{\"time\":\"{}\",\"client\":{}", IsoTime(time), JsonText(record.client));
  const auto text = [&](const char* name, std::string_view value) {
    if (!value.empty())
      fmt::format_to(std::back_inserter(line), ",\"{}\":{}", name, JsonText(value));
  };
  text("method", record.method);
  text("target", record.target);
  text("host", FieldIn(record.head, "Host"));
  fmt::format_to(std::back_inserter(line), ",\"status\":{},\"bytes\":{},\"seconds\":{}",
                 record.status, record.response_bytes, Seconds(record));
  text("upstream", record.upstream);
  text("request_id", record.request_id);
  text("referer", FieldIn(record.head, "Referer"));
  text("user_agent", FieldIn(record.head, "User-Agent"));
  text("reason", record.reason);
  return line + "}\n";
}

std::string ErrorLine(const AccessRecord& record, WallTime time) {
  std::string line = fmt::format("{} {:03} {} \"", IsoTime(time), record.status, record.client);
  AppendEscaped(record.method.empty() ? "-" : record.method, false, line);
  if (!record.method.empty()) {
    line += ' ';
    AppendEscaped(record.target, false, line);
  }
  line += '"';
  if (!record.upstream.empty()) fmt::format_to(std::back_inserter(line), " {}", record.upstream);
  line += ": ";
  AppendEscaped(record.reason, true, line);
  return line + '\n';
}

}  // namespace sluice
