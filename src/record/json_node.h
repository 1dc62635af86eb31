#pragma once
// Reading a JSON document field by field, with errors that name the field.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace seep {

// A value in a document, and the way to it. The first thing that is wrong is kept in a string that
// all nodes of a document share: "rounds[3].sample.quiet: expected true or false". What is asked
// for after that is left as it was, so a reader need not look at each field; it asks once, at the
// end. Nodes refer to their parents and to the document, and must not outlive them.
class JsonNode {
 public:
  JsonNode(const nlohmann::json& document, std::string& error)
      : value_(&document), error_(&error) {}

  // A field that has to be there. bool, std::string, double (null is a number that was not finite),
  // whole numbers within the range of their type, and vectors of those.
  template <class T>
  void Read(const char* key, T& into) const {
    if (const nlohmann::json* field = Find(key, true)) JsonNode(*this, *field, key).Into(into);
  }
  // The same, and `into` stays as it is when the field is not there.
  template <class T>
  void ReadIf(const char* key, T& into) const {
    if (const nlohmann::json* field = Find(key, false)) JsonNode(*this, *field, key).Into(into);
  }
  template <class T>
  void ReadIf(const char* key, std::optional<T>& into) const {
    T value{};
    if (const nlohmann::json* field = Find(key, false)) {
      JsonNode(*this, *field, key).Into(value);
      into = value;
    }
  }

  // Calls `read` with the object of that name, which has to be there.
  template <class ReadFields>
  void Object(const char* key, ReadFields read) const {
    if (const nlohmann::json* field = Find(key, true)) {
      const JsonNode node(*this, *field, key);
      if (node.Expect(field->is_object(), "an object")) read(node);
    }
  }
  // The same, if it is there.
  template <class ReadFields>
  void ObjectIf(const char* key, ReadFields read) const {
    if (Find(key, false) != nullptr) Object(key, read);
  }
  // Calls `read` with each object of the array of that name, which has to be there.
  template <class ReadFields>
  void Objects(const char* key, ReadFields read) const {
    const nlohmann::json* field = Find(key, true);
    if (field == nullptr) return;
    const JsonNode array(*this, *field, key);
    if (!array.Expect(field->is_array(), "an array")) return;
    for (size_t i = 0; i < field->size() && error_->empty(); ++i) {
      const JsonNode node(array, (*field)[i], i);
      if (node.Expect((*field)[i].is_object(), "an object")) read(node);
    }
  }
  template <class ReadFields>
  void ObjectsIf(const char* key, ReadFields read) const {
    if (Find(key, false) != nullptr) Objects(key, read);
  }

  bool Has(const char* key) const { return value_->is_object() && value_->contains(key); }
  // Of an object.
  std::vector<std::string> Keys() const;
  // "rounds[3].sample"; empty for the document itself.
  std::string Path() const;
  // Keeps "path: problem", unless something was wrong before.
  void Complain(std::string_view problem) const;

 private:
  JsonNode(const JsonNode& parent, const nlohmann::json& value, const char* key)
      : value_(&value), error_(parent.error_), parent_(&parent), key_(key) {}
  JsonNode(const JsonNode& parent, const nlohmann::json& value, size_t index)
      : value_(&value), error_(parent.error_), parent_(&parent), index_(index) {}

  // Null when something was wrong before or the field is not there.
  const nlohmann::json* Find(const char* key, bool required) const;
  bool Expect(bool holds, std::string_view what) const;

  void Into(bool& into) const;
  void Into(double& into) const;
  void Into(std::string& into) const;

  template <class T>
  void Into(T& into) const {
    static_assert(std::numeric_limits<T>::is_integer);
    const bool whole = value_->is_number_unsigned() ? std::in_range<T>(value_->get<uint64_t>())
                                                    : value_->is_number_integer() &&
                                                          std::in_range<T>(value_->get<int64_t>());
    if (!Expect(value_->is_number(), "a number")) return;
    if (Expect(whole, "a whole number in its range")) into = value_->get<T>();
  }

  template <class T>
  void Into(std::vector<T>& into) const {
    if (!Expect(value_->is_array(), "an array")) return;
    into.resize(value_->size());
    for (size_t i = 0; i < into.size(); ++i) JsonNode(*this, (*value_)[i], i).Into(into[i]);
  }

  const nlohmann::json* value_;
  std::string* error_;
  const JsonNode* parent_ = nullptr;
  const char* key_ = nullptr;
  size_t index_ = 0;
};

}  // namespace seep
