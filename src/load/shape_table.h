#pragma once
// What stands behind the names of shapes: a row each, and how the shape is made. For shapes.cc.

#include <cstddef>
#include <span>

#include "load/shapes.h"
#include "model/shape.h"

namespace seep {

inline constexpr size_t kShapeArgumentMax = 100'000'000;

struct ShapeEntry {
  ShapeRow row;
  size_t argument;  // unless one is given
  Shape (*make)(size_t argument);
  size_t argument_max = kShapeArgumentMax;
};

std::span<const ShapeEntry> ShapeEntries();

// A client that goes away when it has cut what it sends there, `bytes` into the body.
Shape CutShape(CutAt cut, size_t bytes = 0);

}  // namespace seep
