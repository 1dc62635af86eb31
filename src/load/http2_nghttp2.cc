#include "load/http2.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "base/check.h"

namespace seep {
namespace {

// Frames go out together up to that many bytes: one send for the requests of a turn.
constexpr size_t kSendBytes = 64 * 1024;
// What may come in and was not taken yet, in bytes: as a browser has it, and more than a loopback
// server fills between two turns.
constexpr uint32_t kStreamWindow = 1 << 20;
constexpr int32_t kConnectionWindow = 16 << 20;
constexpr size_t kPaddedPiece = 100;  // of a body, in bytes, where frames are padded

std::string_view View(const uint8_t* bytes, size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};  // as nghttp2 has bytes
}

nghttp2_nv Pair(const std::pair<std::string, std::string>& field) {
  const auto bytes = [](const std::string& text) {
    // It copies them and writes to none (nghttp2_submit_request).
    return reinterpret_cast<uint8_t*>(const_cast<char*>(text.data()));
  };
  return {bytes(field.first), bytes(field.second), field.first.size(), field.second.size(),
          NGHTTP2_NV_FLAG_NONE};
}

bool IsOfAnswer(const nghttp2_frame_hd& head) {
  return head.type == NGHTTP2_DATA || head.type == NGHTTP2_HEADERS ||
         head.type == NGHTTP2_CONTINUATION;
}

}  // namespace

std::string_view Http2ErrorName(uint32_t code) { return nghttp2_http2_strerror(code); }

struct Http2Session::State {
  struct Stream {
    int32_t id = 0;  // 0: none is under way
    bool reset = false;
    uint16_t status = 0;
    std::string_view body;  // not sent yet
    Validators validators = {};
    std::vector<std::string> set_cookies = {};
  };

  struct Free {
    void operator()(nghttp2_session* one) const { nghttp2_session_del(one); }
    void operator()(nghttp2_option* one) const { nghttp2_option_del(one); }
    void operator()(nghttp2_session_callbacks* one) const { nghttp2_session_callbacks_del(one); }
  };

  explicit State(const Http2Options& options);

  // Renders what is to be sent behind what has not been sent yet, up to a bound.
  void Fill();

  static State& Of(void* user) { return *static_cast<State*>(user); }
  // Null if it is none of ours, or none any more.
  Stream* Find(int32_t id) const {
    auto* stream = static_cast<Stream*>(nghttp2_session_get_stream_user_data(session.get(), id));
    return stream != nullptr && stream->id == id ? stream : nullptr;
  }
  void End(Stream& stream, StreamEnd end, uint32_t code = 0) {
    const auto slot = static_cast<uint32_t>(&stream - streams.data());
    ended.push_back({slot, end, stream.status, code, std::move(stream.validators),
                     std::exchange(stream.set_cookies, {})});
    stream.id = 0;
  }

  // nghttp2's callbacks; 0 is well.
  static nghttp2_session_callbacks* MakeCallbacks();
  static int OnBeginFrame(nghttp2_session*, const nghttp2_frame_hd* head, void* user);
  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name,
                      size_t name_size, const uint8_t* value, size_t value_size, uint8_t flags,
                      void* user);
  static int OnData(nghttp2_session*, uint8_t flags, int32_t id, const uint8_t* data, size_t size,
                    void* user);
  static int OnFrame(nghttp2_session* session, const nghttp2_frame* frame, void* user);
  static int OnClose(nghttp2_session*, int32_t id, uint32_t code, void* user);
  static int OnSent(nghttp2_session*, const nghttp2_frame* frame, void* user);
  static int OnError(nghttp2_session*, int code, const char* text, size_t size, void* user);
  static ssize_t Padding(nghttp2_session*, const nghttp2_frame* frame, size_t size_max, void* user);
  static ssize_t ReadBody(nghttp2_session*, int32_t id, uint8_t* room, size_t size, uint32_t* flags,
                          nghttp2_data_source* source, void* user);

  const bool padded;
  const bool validators;  // are wanted
  std::unique_ptr<nghttp2_session, Free> session;
  std::vector<Stream> streams;  // by slot; never resized: the session points into it
  std::vector<nghttp2_nv> pairs;
  std::vector<EndedStream> ended;
  std::vector<EndedStream> taken;
  std::string out;
  size_t sent = 0;            // of it
  bool has_settings = false;  // the server's
  uint64_t answer_bytes = 0;
  uint64_t body_bytes = 0;
  std::string complaint;  // nghttp2's last
  std::string error;
};

Http2Session::State::State(const Http2Options& options)
    : padded(options.padded), validators(options.validators), streams(options.slots) {
  static nghttp2_session_callbacks* const callbacks = MakeCallbacks();
  nghttp2_option* option = nullptr;
  CHECK(nghttp2_option_new(&option) == 0);
  const std::unique_ptr<nghttp2_option, Free> owner(option);
  nghttp2_option_set_no_closed_streams(option, 1);
  nghttp2_session* made = nullptr;
  CHECK(nghttp2_session_client_new2(&made, callbacks, this, option) == 0);  // else: out of memory
  session.reset(made);
  std::vector<nghttp2_settings_entry> settings = {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0}};
  if (!options.narrow) settings.push_back({NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindow});
  CHECK(nghttp2_submit_settings(made, NGHTTP2_FLAG_NONE, settings.data(), settings.size()) == 0);
  if (options.narrow) return;
  CHECK(nghttp2_session_set_local_window_size(made, NGHTTP2_FLAG_NONE, 0, kConnectionWindow) == 0);
}

void Http2Session::State::Fill() {
  out.erase(0, std::exchange(sent, 0));
  while (out.size() < kSendBytes) {
    const uint8_t* bytes = nullptr;
    const ssize_t size = nghttp2_session_mem_send(session.get(), &bytes);
    if (size < 0) error = nghttp2_strerror(static_cast<int>(size));
    if (size <= 0) return;
    out.append(View(bytes, static_cast<size_t>(size)));
  }
}

nghttp2_session_callbacks* Http2Session::State::MakeCallbacks() {
  nghttp2_session_callbacks* made = nullptr;
  CHECK(nghttp2_session_callbacks_new(&made) == 0);
  nghttp2_session_callbacks_set_on_begin_frame_callback(made, OnBeginFrame);
  nghttp2_session_callbacks_set_on_header_callback(made, OnHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(made, OnData);
  nghttp2_session_callbacks_set_on_frame_recv_callback(made, OnFrame);
  nghttp2_session_callbacks_set_on_stream_close_callback(made, OnClose);
  nghttp2_session_callbacks_set_on_frame_send_callback(made, OnSent);
  nghttp2_session_callbacks_set_error_callback2(made, OnError);
  nghttp2_session_callbacks_set_select_padding_callback(made, Padding);
  return made;
}

int Http2Session::State::OnBeginFrame(nghttp2_session* /*session*/, const nghttp2_frame_hd* head,
                                      void* user) {
  if (!IsOfAnswer(*head)) return 0;
  Of(user).answer_bytes += kFrameHeadBytes;
  if (head->type != NGHTTP2_DATA) Of(user).answer_bytes += head->length;
  return 0;
}

int Http2Session::State::OnHeader(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                  const uint8_t* name, size_t name_size, const uint8_t* value,
                                  size_t value_size, uint8_t /*flags*/, void* user) {
  Stream* const stream = Of(user).Find(frame->hd.stream_id);
  if (stream == nullptr) return 0;
  const std::string_view field = View(name, name_size);
  const std::string_view text = View(value, value_size);
  if (Of(user).validators && field == "etag") stream->validators.etag = text;
  if (Of(user).validators && field == "last-modified") stream->validators.last_modified = text;
  if (field == "set-cookie") stream->set_cookies.emplace_back(text);
  if (field != ":status") return 0;
  uint16_t status = 0;
  std::from_chars(text.data(), text.data() + text.size(), status);
  stream->status = status >= 100 && status <= 599 ? status : 0;  // the last: interim heads precede
  return 0;
}

int Http2Session::State::OnData(nghttp2_session* /*session*/, uint8_t /*flags*/, int32_t /*id*/,
                                const uint8_t* /*data*/, size_t size, void* user) {
  Of(user).answer_bytes += size;
  Of(user).body_bytes += size;
  return 0;
}

int Http2Session::State::OnFrame(nghttp2_session* session, const nghttp2_frame* frame, void* user) {
  State& state = Of(user);
  const bool answers_ours = (frame->hd.flags & NGHTTP2_FLAG_ACK) != 0;
  if (frame->hd.type == NGHTTP2_SETTINGS && !answers_ours) state.has_settings = true;
  Stream* const stream = state.Find(frame->hd.stream_id);
  if (stream == nullptr) return 0;
  if (frame->hd.type == NGHTTP2_RST_STREAM) stream->reset = true;
  const bool carries = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
  if (!carries || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
  const int32_t id = stream->id;
  state.End(*stream, StreamEnd::kAnswered);
  // A server may answer before it has the whole body, and then wants no more of it (RFC 9113 §8.1).
  if (nghttp2_session_get_stream_local_close(session, id) == 0)
    nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
  return 0;
}

// Also of requests that GOAWAY leaves out, as if they were refused.
int Http2Session::State::OnClose(nghttp2_session* /*session*/, int32_t id, uint32_t code,
                                 void* user) {
  Stream* const stream = Of(user).Find(id);
  if (stream == nullptr) return 0;
  StreamEnd end = stream->reset ? StreamEnd::kReset : StreamEnd::kBroken;
  if (code == NGHTTP2_REFUSED_STREAM) end = StreamEnd::kUnprocessed;
  Of(user).End(*stream, end, code);
  return 0;
}

int Http2Session::State::OnSent(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                void* user) {
  State& state = Of(user);
  if (frame->hd.type != NGHTTP2_GOAWAY || frame->goaway.error_code == NGHTTP2_NO_ERROR) return 0;
  state.error = state.complaint.empty() ? std::string(Http2ErrorName(frame->goaway.error_code))
                                        : state.complaint;
  return 0;
}

int Http2Session::State::OnError(nghttp2_session* /*session*/, int /*code*/, const char* text,
                                 size_t size, void* user) {
  Of(user).complaint.assign(text, size);
  return 0;
}

ssize_t Http2Session::State::Padding(nghttp2_session* /*session*/, const nghttp2_frame* frame,
                                     size_t size_max, void* user) {
  return static_cast<ssize_t>(Of(user).padded ? size_max : frame->hd.length);
}

ssize_t Http2Session::State::ReadBody(nghttp2_session* /*session*/, int32_t id, uint8_t* room,
                                      size_t size, uint32_t* flags, nghttp2_data_source* source,
                                      void* user) {
  auto& stream = *static_cast<Stream*>(source->ptr);
  if (stream.id != id) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;  // it has been cancelled
  if (Of(user).padded) size = std::min(size, kPaddedPiece);
  const std::string_view piece = stream.body.substr(0, size);
  std::copy(piece.begin(), piece.end(), room);
  stream.body.remove_prefix(piece.size());
  if (stream.body.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return static_cast<ssize_t>(piece.size());
}

Http2Session::Http2Session(const Http2Options& options)
    : state_(std::make_unique<State>(options)) {}
Http2Session::~Http2Session() = default;

bool Http2Session::TakesRequests() const {
  return state_->error.empty() && nghttp2_session_check_request_allowed(state_->session.get()) != 0;
}

uint32_t Http2Session::Allowed() const {
  if (!state_->has_settings) return 1;
  return nghttp2_session_get_remote_settings(state_->session.get(),
                                             NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS);
}

void Http2Session::Submit(uint32_t slot, const Http2Request& request) {
  State::Stream& stream = state_->streams[slot];
  state_->pairs.clear();
  for (const auto& field : request.fields) state_->pairs.push_back(Pair(field));
  stream = {.body = request.body};
  nghttp2_data_provider body{};
  body.source.ptr = &stream;
  body.read_callback = State::ReadBody;
  stream.id =
      nghttp2_submit_request(state_->session.get(), nullptr, state_->pairs.data(),
                             state_->pairs.size(), request.body.empty() ? nullptr : &body, &stream);
  CHECK(stream.id > 0);  // else: out of memory
}

void Http2Session::Cancel(uint32_t slot) {
  const int32_t id = std::exchange(state_->streams[slot].id, 0);
  if (id != 0)
    nghttp2_submit_rst_stream(state_->session.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
}

void Http2Session::Goaway() {
  nghttp2_session_terminate_session(state_->session.get(), NGHTTP2_NO_ERROR);
}

std::string_view Http2Session::ToSend() {
  if (state_->sent == state_->out.size()) state_->Fill();
  return std::string_view(state_->out).substr(state_->sent);
}

void Http2Session::Sent(size_t bytes) { state_->sent += bytes; }

void Http2Session::Receive(std::string_view bytes) {
  const ssize_t used = nghttp2_session_mem_recv(
      state_->session.get(), reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  if (used < 0) state_->error = nghttp2_strerror(static_cast<int>(used));
  state_->Fill();  // to a server that broke the connection, GOAWAY
}

std::span<const EndedStream> Http2Session::TakeEnded() {
  state_->taken.clear();
  std::swap(state_->taken, state_->ended);
  return state_->taken;
}

uint64_t Http2Session::TakeBodyBytes() { return std::exchange(state_->body_bytes, 0); }
uint64_t Http2Session::answer_bytes() const { return state_->answer_bytes; }
const std::string& Http2Session::error() const { return state_->error; }

}  // namespace seep
