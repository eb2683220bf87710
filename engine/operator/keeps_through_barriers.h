// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace millrace {

/// What an operator is besides whose snapshot() holds all that it holds back: a barrier need not wait until
/// it has let go of it, as it does for any other that says no to mayEnd().
class KeepsThroughBarriers {
public:
    virtual ~KeepsThroughBarriers() = default;
};

} // namespace millrace
