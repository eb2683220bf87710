// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <QStringList>
#include <boost/json/object.hpp>
#include <vector>

namespace millrace::ui {

/// The parameters that all these kinds have with the same meaning, as the first one describes them.
std::vector<ParameterSpec> sharedSpecs(const std::vector<const NodeKind*>& kinds);

/// What several objects say about the members `specs` name: those they agree on, and the names of the others.
struct SharedValues {
    boost::json::object agreed;
    QStringList mixed;
};
SharedValues sharedValues(const std::vector<ParameterSpec>& specs,
                          const std::vector<const boost::json::object*>& objects);

} // namespace millrace::ui
