#include <gtest/gtest.h>

#include "runtime/go/code_owner.h"

namespace seep {
namespace {

struct Case {
  const char* function;
  const char* main_module;
  GoCodeOwner owner;
};

constexpr Case kCases[] = {
    {"runtime.makeslice", "example.com/shop", GoCodeOwner::kGo},
    {"net/http.(*conn).serve", "example.com/shop", GoCodeOwner::kGo},
    {"encoding/json.(*Decoder).Decode", "", GoCodeOwner::kGo},
    {"vendor/golang.org/x/net/http2/hpack.(*Encoder).WriteField", "", GoCodeOwner::kGo},
    {"type..eq.[2]interface {}", "", GoCodeOwner::kGo},
    {"gogo", "", GoCodeOwner::kGo},
    {"main.(*leaky).happened", "", GoCodeOwner::kMain},
    {"main.main.func1", "example.com/shop", GoCodeOwner::kMain},
    {"main.keep[go.shape.struct { github.com/a/b.X int }]", "", GoCodeOwner::kMain},
    {"example.com/shop/store.Keep", "example.com/shop", GoCodeOwner::kMain},
    {"example.com/shop.Keep", "example.com/shop", GoCodeOwner::kMain},
    {"example.com/shopping.Keep", "example.com/shop", GoCodeOwner::kDependency},
    {"shop/store.Keep", "shop", GoCodeOwner::kMain},
    {"shop/store.Keep", "", GoCodeOwner::kGo},
    {"github.com/a/b.(*Cache).Add", "example.com/shop", GoCodeOwner::kDependency},
    {"gopkg.in/yaml.v2.Unmarshal", "example.com/shop", GoCodeOwner::kDependency},
    {"slices.SortFunc[go.shape.[]github.com/a/b.X]", "", GoCodeOwner::kGo},
};

TEST(GoCodeOwner, IsSaidByTheImportPath) {
  for (const Case& each : kCases) {
    EXPECT_EQ(OwnerOfGoFunction(each.function, each.main_module), each.owner)
        << each.function << " of a program of module " << each.main_module;
  }
}

}  // namespace
}  // namespace seep
