// JSON, read with the care that files of others need: each key once, and no deeper than expected.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <tapeless/io/checkpoint_error.hpp>

namespace tapeless::inline TAPELESS_ISA::io::detail {

using json = nlohmann::json;

// Objects and lists are nested `depth` times at most. Throws format_error, with the offset counted from that of
// `where`, or name_error if a key occurs twice in an object.
inline json parse_json(std::string_view text, const position& where, int depth) {
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  const auto look = [&](int level, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start || event == json::parse_event_t::array_start) {
      if (level >= depth) throw format_error(where, std::to_string(depth) + " levels of brackets at most", "more");
      if (event == json::parse_event_t::object_start) keys.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      keys.pop_back();
    } else if (event == json::parse_event_t::key) {
      if (const auto& key = value.get_ref<const std::string&>(); !keys.back().insert(key).second)
        throw name_error(where, "each name once", "\"" + key + "\" twice");
    }
    return true;
  };
  try {
    return json::parse(text.begin(), text.end(), look);
  } catch (const json::exception& e) {  // a number may be too large as well
    position there = where;
    if (const auto* wrong = dynamic_cast<const json::parse_error*>(&e); wrong && there.offset)
      *there.offset += wrong->byte - (wrong->byte != 0);
    throw format_error(there, "JSON", std::string(e.what()).substr(0, 200));  // it may quote all of a text
  }
}

}  // namespace tapeless::inline TAPELESS_ISA::io::detail
