// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/diagnostic.h"

#include <boost/system/result.hpp>
#include <stdexcept>

namespace millrace {

/// Thrown when value() is asked of a failed Result, and by node code while it runs; a task turns it into a
/// Diagnostic.
class DiagnosticError : public std::runtime_error {
public:
    explicit DiagnosticError(Diagnostics diagnostics)
        : std::runtime_error(toText(diagnostics)), diagnostics_(std::move(diagnostics)) {}
    const Diagnostics& diagnostics() const { return diagnostics_; }

private:
    Diagnostics diagnostics_;
};

/// An expected failure is a value: either T or the diagnostics that say why not.
template <class T> using Result = boost::system::result<T, Diagnostics>;

// Found by argument-dependent lookup from boost::system::result::value().
[[noreturn]] inline void throw_exception_from_error(const Diagnostics& error, const boost::source_location&) {
    throw DiagnosticError(error);
}

} // namespace millrace
