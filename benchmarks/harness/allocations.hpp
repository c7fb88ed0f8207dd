#pragma once
#include <cstddef>

namespace bench {
inline long allocations = 0, allocated_bytes = 0;
}
