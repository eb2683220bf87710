// SPDX-License-Identifier: Apache-2.0
#include "engine/data/row_diff.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

namespace millrace {

namespace {

constexpr std::size_t kNone = SIZE_MAX;
/// Pairs of rows that are looked at one by one at most; beyond it the first fit counts.
constexpr std::size_t kMaxPairs = 1'000'000;

bool near(double a, double b, double tolerance) {
    if (a == b || (std::isnan(a) && std::isnan(b))) return true;
    if (!std::isfinite(a) || !std::isfinite(b)) return false;
    const double apart = std::abs(a - b);
    return apart <= tolerance * std::max(std::abs(a), std::abs(b)) || apart <= tolerance * 1e-6;
}

bool nearRows(const RowValues& a, const RowValues& b, double tolerance) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [tolerance](const Value& x, const Value& y) { return nearlyEqual(x, y, tolerance); });
}

/// What must agree exactly goes into the key, DOUBLEs aside.
void describe(const Value& value, std::string& key, std::vector<double>& doubles) {
    key += static_cast<char>('a' + value.data.index());
    const auto raw = [&key](const auto& number) {
        key.append(reinterpret_cast<const char*>(&number), sizeof number);
    };
    struct Visitor {
        const decltype(raw)& append;
        std::string& text;
        std::vector<double>& numbers;
        void operator()(std::monostate) const {}
        void operator()(double number) const { numbers.push_back(number); }
        void operator()(const std::string& string) const {
            append(string.size());
            text += string;
        }
        void operator()(const ValueList& list) const {
            append(list.size());
            for (const Value& item : list)
                describe(item, text, numbers);
        }
        void operator()(bool flag) const { text += flag ? '1' : '0'; }
        void operator()(std::int32_t number) const { append(number); }
        void operator()(std::int64_t number) const { append(number); }
        void operator()(Decimal128 number) const { append(number); }
    };
    std::visit(Visitor{raw, key, doubles}, value.data);
}

struct Entry {
    std::size_t row = 0;
    std::vector<double> doubles;
};

/// NaN behind everything: a total order.
bool lessDoubles(const Entry& a, const Entry& b) {
    return std::lexicographical_compare(
        a.doubles.begin(), a.doubles.end(), b.doubles.begin(), b.doubles.end(),
        [](double x, double y) { return std::isnan(y) ? !std::isnan(x) : x < y; });
}

/// Rows that agree in everything but DOUBLEs.
struct Group {
    std::vector<Entry> expected, actual;
};

/// Gives each expected row of a group one that came.
class GroupMatch {
public:
    GroupMatch(Group& group, double tolerance) : group_(group), tolerance_(tolerance) {
        std::sort(group.expected.begin(), group.expected.end(), lessDoubles);
        std::sort(group.actual.begin(), group.actual.end(), lessDoubles);
        takenBy_.assign(group.actual.size(), kNone);
        takes_.assign(group.expected.size(), kNone);
    }

    void run() {
        takeFirstFits();
        if (group_.expected.size() * group_.actual.size() > kMaxPairs) return;
        for (std::size_t e = 0; e < takes_.size(); ++e) {
            if (takes_[e] != kNone) continue;
            visited_.assign(group_.actual.size(), false);
            makeRoom(e);
        }
    }

    std::size_t takes(std::size_t e) const { return takes_[e]; }
    bool isTaken(std::size_t a) const { return takenBy_[a] != kNone; }

private:
    bool fits(std::size_t e, std::size_t a) const {
        const auto& x = group_.expected[e].doubles;
        const auto& y = group_.actual[a].doubles;
        return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                          [this](double p, double q) { return near(p, q, tolerance_); });
    }
    /// The first DOUBLE alone says that this one, and all before it, are too small.
    bool tooSmall(std::size_t e, std::size_t a) const {
        const auto& x = group_.expected[e].doubles;
        if (x.empty()) return false;
        const double wanted = x.front();
        const double came = group_.actual[a].doubles.front();
        return came < wanted && !near(came, wanted, tolerance_);
    }
    bool tooLarge(std::size_t e, std::size_t a) const {
        const auto& x = group_.expected[e].doubles;
        if (x.empty()) return false;
        const double wanted = x.front();
        const double came = group_.actual[a].doubles.front();
        return (came > wanted || std::isnan(came)) && !near(came, wanted, tolerance_);
    }
    void take(std::size_t e, std::size_t a) {
        takes_[e] = a;
        takenBy_[a] = e;
    }

    void takeFirstFits() {
        std::size_t first = 0;
        const std::size_t count = group_.actual.size();
        for (std::size_t e = 0; e < group_.expected.size(); ++e) {
            while (first < count && (isTaken(first) || tooSmall(e, first)))
                ++first;
            for (std::size_t a = first; a < count && !tooLarge(e, a); ++a) {
                if (isTaken(a) || !fits(e, a)) continue;
                take(e, a);
                break;
            }
        }
    }

    /// Augmenting paths (Kuhn): who took what fits here looks for something else.
    bool makeRoom(std::size_t e) {
        for (std::size_t a = 0; a < group_.actual.size(); ++a) {
            if (visited_[a] || !fits(e, a)) continue;
            visited_[a] = true;
            if (isTaken(a) && !makeRoom(takenBy_[a])) continue;
            take(e, a);
            return true;
        }
        return false;
    }

    Group& group_;
    double tolerance_;
    std::vector<std::size_t> takes_, takenBy_;
    std::vector<bool> visited_;
};

struct LeftOver {
    std::vector<std::size_t> missing, unexpected;
};

LeftOver leftOver(const std::vector<RowValues>& expected, const std::vector<RowValues>& actual,
                  double tolerance) {
    std::map<std::string, Group> groups;
    const auto sortIn = [&groups](const std::vector<RowValues>& rows, std::vector<Entry> Group::*side) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::string key;
            Entry entry{i, {}};
            for (const Value& value : rows[i])
                describe(value, key, entry.doubles);
            (groups[key].*side).push_back(std::move(entry));
        }
    };
    sortIn(expected, &Group::expected);
    sortIn(actual, &Group::actual);
    LeftOver left;
    for (auto& [key, group] : groups) {
        GroupMatch match(group, tolerance);
        match.run();
        for (std::size_t e = 0; e < group.expected.size(); ++e)
            if (match.takes(e) == kNone) left.missing.push_back(group.expected[e].row);
        for (std::size_t a = 0; a < group.actual.size(); ++a)
            if (!match.isTaken(a)) left.unexpected.push_back(group.actual[a].row);
    }
    std::sort(left.missing.begin(), left.missing.end());
    std::sort(left.unexpected.begin(), left.unexpected.end());
    return left;
}

struct Likeness {
    std::size_t equal;
    std::size_t missing, unexpected; ///< indices into LeftOver
};

/// A row that came and an expected one are the same row, changed, when at least half of it agrees; where only
/// one of each is left, they are in any case.
std::vector<Likeness> pairsAlike(const std::vector<RowValues>& expected, const std::vector<RowValues>& actual,
                                 const LeftOver& left, double tolerance) {
    std::vector<Likeness> pairs;
    if (left.missing.empty() || left.unexpected.size() > kMaxPairs / left.missing.size()) return pairs;
    const bool onlyOne = left.missing.size() == 1 && left.unexpected.size() == 1;
    for (std::size_t m = 0; m < left.missing.size(); ++m) {
        for (std::size_t u = 0; u < left.unexpected.size(); ++u) {
            const RowValues& wanted = expected[left.missing[m]];
            const RowValues& came = actual[left.unexpected[u]];
            std::size_t equal = 0;
            for (std::size_t c = 0; c < wanted.size(); ++c)
                equal += nearlyEqual(wanted[c], came[c], tolerance) ? 1 : 0;
            if (onlyOne || (equal > 0 && equal * 2 >= wanted.size())) pairs.push_back({equal, m, u});
        }
    }
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const Likeness& a, const Likeness& b) { return a.equal > b.equal; });
    return pairs;
}

} // namespace

bool nearlyEqual(const Value& a, const Value& b, double tolerance) {
    if (a.data.index() != b.data.index()) return false;
    if (const auto* x = std::get_if<double>(&a.data)) return near(*x, b.as<double>(), tolerance);
    if (const auto* x = std::get_if<ValueList>(&a.data)) return nearRows(*x, b.as<ValueList>(), tolerance);
    return a == b;
}

RowDiff diffRows(const std::vector<RowValues>& expected, const std::vector<RowValues>& actual,
                 const RowComparison& comparison) {
    const LeftOver left = leftOver(expected, actual, comparison.tolerance);
    RowDiff diff;
    std::vector<bool> missingDone(left.missing.size()), unexpectedDone(left.unexpected.size());
    for (const Likeness& pair : pairsAlike(expected, actual, left, comparison.tolerance)) {
        if (missingDone[pair.missing] || unexpectedDone[pair.unexpected]) continue;
        missingDone[pair.missing] = unexpectedDone[pair.unexpected] = true;
        RowDifference changed{
            RowDifference::Kind::Changed, left.missing[pair.missing], left.unexpected[pair.unexpected], {}};
        const RowValues& wanted = expected[changed.expected];
        const RowValues& came = actual[changed.actual];
        for (std::size_t c = 0; c < wanted.size(); ++c)
            if (!nearlyEqual(wanted[c], came[c], comparison.tolerance)) changed.columns.push_back(c);
        diff.differences.push_back(std::move(changed));
    }
    for (std::size_t m = 0; m < left.missing.size(); ++m)
        if (!missingDone[m])
            diff.differences.push_back({RowDifference::Kind::Missing, left.missing[m], 0, {}});
    std::stable_sort(diff.differences.begin(), diff.differences.end(),
                     [](const RowDifference& a, const RowDifference& b) { return a.expected < b.expected; });
    for (std::size_t u = 0; u < left.unexpected.size(); ++u)
        if (!unexpectedDone[u])
            diff.differences.push_back({RowDifference::Kind::Unexpected, 0, left.unexpected[u], {}});
    if (!comparison.ordered || !diff.differences.empty()) return diff;
    for (std::size_t i = 0; i < expected.size() && !diff.outOfOrder; ++i)
        if (!nearRows(expected[i], actual[i], comparison.tolerance)) diff.outOfOrder = i;
    return diff;
}

} // namespace millrace
