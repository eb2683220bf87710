// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/example_graph.h"

#include <boost/json/parse.hpp>

namespace millrace {

boost::json::object exampleGraph(std::string_view json) {
    return boost::json::parse(boost::json::string_view(json.data(), json.size())).as_object();
}

} // namespace millrace
