// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_context.h"

#include <stdexcept>

namespace millrace::test {

void FakeResource::acquire(int units) {
    if (held > 0) throw std::logic_error("a resource was acquired twice by one subtask");
    held += units;
    ++acquisitions;
}

void FakeResource::release(int units) {
    if (held < units) throw std::logic_error("a resource was released without being held");
    held -= units;
}

void FakeContext::report(Diagnostic diagnostic) {
    diagnostic.node = nodeId;
    reported.add(std::move(diagnostic));
}

void FakeContext::burn(MonotonicNs duration) {
    burned += duration;
    virtualClock.time += duration;
}

void FakeContext::wait(MonotonicNs duration) {
    waited += duration;
    virtualClock.time += duration;
}

SharedResource& FakeContext::sharedResource(const std::string& name, int) {
    std::unique_ptr<FakeResource>& resource = resources[name];
    if (!resource) resource = std::make_unique<FakeResource>();
    return *resource;
}

} // namespace millrace::test
