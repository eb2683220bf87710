// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"

#include <functional>
#include <memory>
#include <string>

namespace millrace {

/// Answers GET /metrics on 127.0.0.1 with what `text` returns, on a thread of its own, one request at a time
/// (scrapers ask every few seconds). The destructor stops listening and joins.
class MetricsServer {
public:
    /// Port 0 takes a free one. Error MR5201 when the port cannot be had.
    static Result<std::unique_ptr<MetricsServer>> listen(unsigned short port,
                                                         std::function<std::string()> text);
    ~MetricsServer();
    unsigned short port() const;

private:
    struct Impl;
    explicit MetricsServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace millrace
