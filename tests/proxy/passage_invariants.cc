#include "proxy/passage_invariants.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "proxy/lenient_reader.h"
#include "proxy/strict_reader.h"

namespace sluice::testing {
namespace {

std::string Differ(std::string_view who, std::string_view lenient_name, const Reading& strict,
                   const Reading& lenient) {
  return fmt::format("{} read two ways: strictly {}; where {}, {}", who, Describe(strict),
                     lenient_name, Describe(lenient));
}

// Reads the bytes on a connection to the upstream, and returns what is wrong with them.
std::string CheckUpstream(std::string_view bytes, Reading& reading) {
  reading = ReadRequestsStrictly(bytes, WrittenBy::kSluice);
  for (const Leniency& leniency : kLeniencies) {
    const Reading lenient = ReadRequestsLeniently(bytes, leniency);
    if (lenient.messages != reading.messages)
      return Differ("requests", leniency.name, reading, lenient);
  }
  return reading.fault.empty() ? "" : fmt::format("what sluice asked: {}", Describe(reading));
}

// Does the same with what the client has been sent.
std::string CheckClient(std::string_view bytes, std::span<const std::string> methods,
                        Reading& reading) {
  reading = ReadResponsesStrictly(bytes, methods, WrittenBy::kSluice);
  for (const Leniency& leniency : kLeniencies) {
    const Reading lenient = ReadResponsesLeniently(bytes, methods, leniency);
    if (lenient.messages != reading.messages)
      return Differ("responses", leniency.name, reading, lenient);
  }
  return reading.fault.empty() ? "" : fmt::format("what sluice answered: {}", Describe(reading));
}

// True if each of them is among those that were sent, in this order. Targets are not compared,
// since the proxy may write them anew.
bool AreAmong(const std::vector<ReadMessage>& forwarded, const std::vector<ReadMessage>& sent) {
  auto at = sent.begin();
  for (const ReadMessage& message : forwarded) {
    at = std::find_if(at, sent.end(), [&](const ReadMessage& m) {
      return m.whole && m.start == message.start && m.body == message.body;
    });
    if (at == sent.end()) return false;
    ++at;
  }
  return true;
}

// Such a request is answered before its body is there.
bool IsAnsweredEarly(const ReadMessage& request) { return request.target.starts_with("/early"); }

// Answers each request once.
class AnsweringUpstream {
 public:
  using Answer = std::function<Reply(const ReadMessage& request)>;
  explicit AnsweringUpstream(Answer answer) : answer_(std::move(answer)) {}

  Reply operator()(size_t connection, std::string_view received) {
    answered_.resize(std::max(answered_.size(), connection + 1));
    const Reading reading = ReadRequestsStrictly(received, WrittenBy::kSluice);
    // What cannot be read is reported at the end, which must come.
    Reply all{.bytes = {}, .ends = !reading.fault.empty()};
    for (size_t& i = answered_[connection]; i < reading.messages.size(); ++i) {
      const ReadMessage& request = reading.messages[i];
      if (!request.whole && !IsAnsweredEarly(request)) break;
      const Reply one = answer_(request);
      all.bytes += one.bytes;
      all.ends |= one.ends;
    }
    return all;
  }

 private:
  const Answer answer_;
  std::vector<size_t> answered_;  // on each connection
};

Reply SayOk(const ReadMessage& request) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
  return {.bytes = request.start == "HEAD" ? head : head + "ok",
          .ends = request.target.ends_with("close")};
}

// At the first NUL the client waits until something comes of what it has sent. Without a whole head
// before it nothing comes, and the NUL is sent as it is.
struct Client {
  explicit Client(std::string_view bytes) : first(bytes) {
    const size_t nul = bytes.find('\0');
    if (nul == bytes.npos) return;
    const Reading reading = ReadRequestsStrictly(bytes.substr(0, nul), WrittenBy::kAnybody);
    if (reading.messages.empty() || reading.messages[0].start.empty()) return;
    first = bytes.substr(0, nul);
    later = bytes.substr(nul + 1);
  }

  std::string first;
  std::string later;
};

struct Question {
  std::string_view name;
  std::string_view request;
  std::array<std::string_view, 2> methods;  // of the requests; the second may be none
};

// The upstream answers a request for /1 with the bytes, and one for /2 with kSecond.
constexpr std::array kQuestions = {
    Question{"GET", "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n", {"GET"}},
    Question{"HEAD", "HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\n", {"HEAD"}},
    Question{"OLD", "GET /1 HTTP/1.0\r\n\r\n", {"GET"}},
    Question{"POST",
             "POST /1 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTE: trailers\r\n"
             "Connection: TE\r\nContent-Length: 2\r\n\r\nab",
             {"POST"}},
    Question{"UPGRADE",
             "GET /1 HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
             {"GET"}},
    Question{"TWO",
             "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
             {"GET", "GET"}},
    Question{"HEAD-THEN-GET",
             "HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
             {"HEAD", "GET"}},
};
constexpr std::string_view kSecond = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond";
constexpr std::string_view kSecondBody = "second";

const Question& QuestionOf(std::string_view name) {
  const auto* found = std::ranges::find(kQuestions, name, &Question::name);
  return found == kQuestions.end() ? kQuestions.front() : *found;
}

// The proxy answers so itself where the upstream's answer is none.
bool IsOwn(const ReadMessage& message) { return message.start == "502"; }

// True where the connection's end has no part in the answer. The upstream keeps such a connection,
// so that the proxy may use it again.
bool EndsByItself(std::string_view answer, const Reading& given, const std::string& method) {
  const std::string longer = std::string(answer) + "x";
  return ReadResponsesStrictly(longer, {&method, 1}, WrittenBy::kAnybody).messages ==
         given.messages;
}

}  // namespace

std::string CheckProxiedRequests(Passage& passage, std::string_view bytes) {
  const Client client(bytes.substr(0, Passage::kBytesMax));
  const Outcome outcome = passage.Send(client.first, client.later, AnsweringUpstream(SayOk));
  std::vector<ReadMessage> whole;
  size_t begun = 0;
  for (const std::string& connection : outcome.upstream) {
    Reading reading;
    if (std::string broken = CheckUpstream(connection, reading); !broken.empty()) return broken;
    begun += reading.messages.size();
    std::ranges::copy_if(reading.messages, std::back_inserter(whole), &ReadMessage::whole);
  }
  if (outcome.stuck) return "nothing moves";
  const auto forwarded = std::ranges::count_if(outcome.records, &Recorded::forwarded);
  if (begun > static_cast<size_t>(forwarded))
    return fmt::format("{} requests at the upstream, {} counted", begun, forwarded);
  const Reading sent = ReadRequestsStrictly(client.first + client.later, WrittenBy::kAnybody);
  if (!AreAmong(whole, sent.messages)) {
    return fmt::format("forwarded {}, of what was sent as {}",
                       Describe({.messages = whole, .fault = {}}), Describe(sent));
  }
  std::vector<std::string> methods;
  for (const Recorded& record : outcome.records) methods.push_back(record.method);
  Reading answers;
  return CheckClient(outcome.client, methods, answers);
}

std::string CheckProxiedResponse(Passage& passage, std::string_view bytes) {
  bytes = bytes.substr(0, Passage::kBytesMax);
  const size_t line = std::min(bytes.find('\n'), bytes.size());
  const Question& question = QuestionOf(bytes.substr(0, line));
  const std::string_view answer = bytes.substr(std::min(line + 1, bytes.size()));
  std::vector<std::string> methods(question.methods.begin(), question.methods.end());
  std::erase(methods, "");
  const Reading given =
      ReadResponsesStrictly(answer, std::span(methods).first(1), WrittenBy::kAnybody);
  const bool is_whole = !given.messages.empty() && given.messages[0].whole;
  const bool ends = !is_whole || !EndsByItself(answer, given, methods[0]);
  const auto say = [&](const ReadMessage& request) -> Reply {
    if (request.target != "/1") return {.bytes = std::string(kSecond)};
    return {.bytes = std::string(answer), .ends = ends};
  };
  const Outcome outcome = passage.Send(question.request, "", AnsweringUpstream(say));
  if (outcome.stuck) return "nothing moves";
  for (const std::string& connection : outcome.upstream) {
    Reading reading;
    if (std::string broken = CheckUpstream(connection, reading); !broken.empty()) return broken;
  }
  Reading seen;
  if (std::string broken = CheckClient(outcome.client, methods, seen); !broken.empty())
    return broken;
  // A reset says that what came until then is not whole.
  if (outcome.reset && !seen.messages.empty()) seen.messages.back().whole = false;
  for (size_t i = 0; i < seen.messages.size(); ++i) {
    const ReadMessage& message = seen.messages[i];
    if (!message.whole || IsOwn(message)) continue;
    if (i == 0 ? is_whole && message == given.messages[0] : message.body == kSecondBody) continue;
    return fmt::format("the answers are {}, of what was sent as {}", Describe(seen),
                       Describe(given));
  }
  return "";
}

}  // namespace sluice::testing
