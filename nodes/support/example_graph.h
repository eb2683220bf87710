// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

namespace millrace {

/// The example of a descriptor, written as the JSON text of a whole graph {"nodes": ..., "edges": ...}.
/// Throws boost::system::system_error on text that is not JSON, which the first start of any program would
/// show.
boost::json::object exampleGraph(std::string_view json);

} // namespace millrace
