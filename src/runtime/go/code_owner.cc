#include "runtime/go/code_owner.h"

namespace seep {
namespace {

// Up to the dot behind the last slash; behind brackets are the types of a generic function, and
// behind a parenthesis a receiver.
std::string_view ImportPath(std::string_view function) {
  const std::string_view path = function.substr(0, function.find_first_of("[("));
  const size_t slash = path.rfind('/');
  const size_t dot = path.find('.', slash == std::string_view::npos ? 0 : slash);
  return path.substr(0, dot);
}

bool IsWithin(std::string_view path, std::string_view module) {
  return !module.empty() && path.starts_with(module) &&
         (path.size() == module.size() || path[module.size()] == '/');
}

}  // namespace

GoCodeOwner OwnerOfGoFunction(std::string_view function, std::string_view main_module) {
  const std::string_view path = ImportPath(function);
  if (path == "main" || IsWithin(path, main_module)) return GoCodeOwner::kMain;
  // The standard library has no domain in front, and vendors what it uses of others.
  const std::string_view domain = path.substr(0, path.find('/'));
  const bool others = domain.size() < path.size() && domain.find('.') != std::string_view::npos;
  return others ? GoCodeOwner::kDependency : GoCodeOwner::kGo;
}

}  // namespace seep
