// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/operator/operator_context.h"

#include <string>
#include <vector>

namespace millrace {

/// Named resources that are taken together, in the order given, and given back in reverse. Not thread-safe.
class HeldResources {
public:
    struct Wish {
        std::string name;
        int capacity = 1; ///< of the resource; who asks for it first decides
        int units = 1;    ///< wanted of it; all where that is more
    };
    void open(OperatorContext& context, const std::vector<Wish>& wishes) {
        for (const Wish& wish : wishes)
            taken_.push_back({&context.sharedResource(wish.name, wish.capacity), wish.units});
    }

    /// Holds all of them as long as it lives. Waiting for one may end with RunStopped; what has been taken by
    /// then is given back.
    class Hold {
    public:
        explicit Hold(const HeldResources& resources) : resources_(resources) {
            try {
                for (; held_ < resources_.taken_.size(); ++held_)
                    resources_.taken_[held_].resource->acquire(resources_.taken_[held_].units);
            } catch (...) {
                giveBack();
                throw;
            }
        }
        ~Hold() { giveBack(); }
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;

    private:
        void giveBack() {
            for (; held_ > 0; --held_)
                resources_.taken_[held_ - 1].resource->release(resources_.taken_[held_ - 1].units);
        }

        const HeldResources& resources_;
        std::size_t held_ = 0;
    };

private:
    struct Taken {
        SharedResource* resource;
        int units;
    };
    std::vector<Taken> taken_;
};

} // namespace millrace
