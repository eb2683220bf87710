// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"
#include "nodes/support/avro/avro_schema.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace millrace {

// Which columns the values of messages have, as far as a few of them tell: a value for a parameter of the
// type TypeMap for each shape, those of most messages first. Values that are not of the format are passed
// over.

/// A shape is the set of members of a JSON object. Where there are several, the first has the members of all.
std::vector<FoundValue> jsonShapes(const std::vector<std::string>& values);

/// A shape is a number of fields; they get the names column_1, column_2, ...
std::vector<FoundValue> csvShapes(const std::vector<std::string>& values, char delimiter,
                                  const std::string& nullText);

/// The schemas of a registry that messages were written with, named in them; `schemaOf` asks for one by its
/// number and gives null where there is none.
std::vector<FoundValue> avroShapes(
    const std::vector<std::string>& values,
    const std::function<std::shared_ptr<const AvroSchema>(std::int32_t)>& schemaOf);
/// The one that a registry has of a subject.
std::vector<FoundValue> avroShape(const AvroSchema& schema, std::string about);

} // namespace millrace
