#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <deque>
#include <memory>

#include "base/check.h"
#include "load/http2_server.h"

namespace seep {
namespace {

constexpr int kSilenceMs = 20;

std::string Text(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

nghttp2_nv Pair(std::string& name, std::string& value) {
  return {reinterpret_cast<uint8_t*>(name.data()), reinterpret_cast<uint8_t*>(value.data()),
          name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

}  // namespace

// One connection.
struct Http2Server::Conversation {
  struct Stream {
    Http2Asked asked;
    std::string body;  // of the answer, not sent yet
  };

  explicit Conversation(Http2Server& server) : owner(server) {
    nghttp2_session_callbacks* callbacks = nullptr;
    CHECK(nghttp2_session_callbacks_new(&callbacks) == 0);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnData);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, OnFrame);
    CHECK(nghttp2_session_server_new(&session, callbacks, this) == 0);
    nghttp2_session_callbacks_del(callbacks);
    const nghttp2_settings_entry most = {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, owner.streams_};
    const size_t settings = owner.streams_ == 0 ? 0 : 1;
    CHECK(nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, &most, settings) == 0);
  }
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  ~Conversation() { nghttp2_session_del(session); }

  static Conversation& Of(void* user) { return *static_cast<Conversation*>(user); }

  static int OnHeader(nghttp2_session* /*session*/, const nghttp2_frame* frame, const uint8_t* name,
                      size_t name_size, const uint8_t* value, size_t value_size, uint8_t /*flags*/,
                      void* user) {
    Of(user).streams[frame->hd.stream_id].asked.fields[Text(name, name_size)] =
        Text(value, value_size);
    return 0;
  }

  static int OnData(nghttp2_session* /*session*/, uint8_t /*flags*/, int32_t id,
                    const uint8_t* bytes, size_t size, void* user) {
    Of(user).streams[id].asked.body += Text(bytes, size);
    return 0;
  }

  static int OnFrame(nghttp2_session* /*session*/, const nghttp2_frame* frame, void* user) {
    Conversation& here = Of(user);
    if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code == NGHTTP2_NO_ERROR) {
      const std::lock_guard lock(here.owner.mutex_);
      ++here.owner.goaways_;
      here.owner.came_.notify_all();
    }
    const bool carries = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (carries && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
      here.waiting.push_back(frame->hd.stream_id);
    return 0;
  }

  static ssize_t ReadBody(nghttp2_session* /*session*/, int32_t /*id*/, uint8_t* room, size_t size,
                          uint32_t* flags, nghttp2_data_source* source, void* /*user*/) {
    std::string& body = static_cast<Stream*>(source->ptr)->body;
    const std::string piece = body.substr(0, size);
    std::copy(piece.begin(), piece.end(), room);
    body.erase(0, piece.size());
    if (body.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(piece.size());
  }

  // False: the connection is to be closed at once.
  bool AnswerAll(size_t connection) {
    const size_t at_once = waiting.size();
    for (; !waiting.empty(); waiting.pop_front()) {
      const int32_t id = waiting.front();
      Stream& stream = streams[id];
      stream.asked.connection = connection;
      stream.asked.number = number++;
      stream.asked.at_once = at_once;
      if (!AnswerOne(id, stream)) return false;
    }
    return true;
  }

  bool AnswerOne(int32_t id, Stream& stream) {
    const Http2Reply reply = owner.answer_ ? owner.answer_(stream.asked) : Http2Reply{};
    {
      const std::lock_guard lock(owner.mutex_);
      owner.asked_.push_back(stream.asked);
    }
    switch (reply.kind) {
      case Http2Reply::Kind::kAnswer:
        Submit(id, stream, reply);
        return true;
      case Http2Reply::Kind::kReset:
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, reply.code);
        return true;
      case Http2Reply::Kind::kGoaway:
        nghttp2_submit_goaway(session, NGHTTP2_FLAG_NONE, id - 2, NGHTTP2_NO_ERROR, nullptr, 0);
        waiting.erase(waiting.begin() + 1, waiting.end());
        return true;
      case Http2Reply::Kind::kNothing:
        return true;
      case Http2Reply::Kind::kClose:
        return false;
    }
    return true;
  }

  void Submit(int32_t id, Stream& stream, const Http2Reply& reply) {
    stream.body = reply.body;
    std::vector<std::pair<std::string, std::string>> given = {{":status", reply.status}};
    if (!reply.set_cookie.empty()) given.emplace_back("set-cookie", reply.set_cookie);
    if (!reply.etag.empty()) given.emplace_back("etag", reply.etag);
    std::vector<nghttp2_nv> fields;
    for (auto& [name, value] : given) fields.push_back(Pair(name, value));
    nghttp2_data_provider body{};
    body.source.ptr = &stream;
    body.read_callback = ReadBody;
    nghttp2_submit_response(session, id, fields.data(), fields.size(),
                            stream.body.empty() ? nullptr : &body);
  }

  bool Flush(Peer& peer) const {
    std::string all;
    for (;;) {
      const uint8_t* bytes = nullptr;
      const ssize_t size = nghttp2_session_mem_send(session, &bytes);
      if (size < 0) return false;
      if (size == 0) return peer.Write(all);
      all += Text(bytes, static_cast<size_t>(size));
    }
  }

  Http2Server& owner;
  nghttp2_session* session = nullptr;
  std::map<int32_t, Stream> streams;
  std::deque<int32_t> waiting;  // for an answer
  size_t number = 0;
};

Http2Server::Http2Server(Answer answer, size_t together, uint32_t streams)
    : answer_(std::move(answer)), together_(together), streams_(streams) {
  server_ = std::make_unique<ScriptedServer>([this](Peer& peer) { Serve(peer); });
}

void Http2Server::Serve(Peer& peer) {
  Conversation here(*this);
  if (!here.Flush(peer)) return;
  for (;;) {
    const bool silent = !peer.HasNewsWithin(here.waiting.empty() ? 20'000 : kSilenceMs);
    if (silent && here.waiting.empty()) return;
    if (!silent) {
      std::string bytes;
      const Peer::End end = peer.ReadAll(bytes, 0);
      const ssize_t used = nghttp2_session_mem_recv(
          here.session, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
      if (end == Peer::End::kFin && leaves_open_) {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [this] { return stopping_; });
      }
      if (used < 0 || end != Peer::End::kOpen) return;
    }
    const bool enough = silent || here.waiting.size() >= together_;
    if (enough && !here.AnswerAll(peer.index())) return;
    if (!here.Flush(peer) || nghttp2_session_want_read(here.session) == 0) return;
  }
}

std::vector<Http2Asked> Http2Server::Asked() {
  const std::lock_guard lock(mutex_);
  return asked_;
}

size_t Http2Server::Goaways(size_t count) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, std::chrono::seconds(10), [&] { return goaways_ >= count; });
  return goaways_;
}

}  // namespace seep
