// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace millrace {

/// The right to write one target (a file, a table of a database), held by one sink at a time on this machine,
/// whether the other sink stands in the same graph, in another run or in another program. Let go by the
/// destructor, and by the system when the program dies. Threads: one owner; claims of different owners may be
/// made at the same time.
class WriteClaim {
public:
    WriteClaim() = default;
    /// `identity` tells targets apart, `name` is what people call this one. Throws DiagnosticError MR3134
    /// when somebody else holds it.
    WriteClaim(const std::string& identity, const std::string& name);
    WriteClaim(WriteClaim&& other) noexcept;
    WriteClaim& operator=(WriteClaim&& other) noexcept;
    ~WriteClaim();

private:
    int socket_ = -1;
};

} // namespace millrace
