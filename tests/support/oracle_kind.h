// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace millrace::test {

/// What the node kind `oracle` finds outside, as a test says; a source that gives a number now and then, and
/// metrics of a client if there are any. Thread-safe. Parameters: brokers (required), topics (several), group
/// (one), schema (one, a type map).
class Oracle {
public:
    /// Questions wait until released or no longer wanted.
    void hold();
    void release();
    void refuse(const std::string& message, const std::string& hint); ///< all questions from now on
    void publish(std::vector<ClientMetric> metrics);                  ///< by sources at work, from now on

    int asked() const;           ///< questions so far
    int unwanted() const;        ///< those that were given up while they waited
    std::string brokers() const; ///< with which it was asked last

    static void addKind(Registry& registry, const std::shared_ptr<Oracle>& oracle);

    // For the kind itself.
    std::optional<Diagnostics> answer(const LookUpContext& context);
    std::vector<ClientMetric> metrics() const;

private:
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    bool held_ = false;
    int asked_ = 0, unwanted_ = 0;
    std::string brokers_;
    std::optional<Diagnostics> refusal_;
    std::vector<ClientMetric> metrics_;
};

} // namespace millrace::test
