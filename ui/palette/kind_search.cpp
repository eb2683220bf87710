// SPDX-License-Identifier: Apache-2.0
#include "ui/palette/kind_search.h"

#include "ui/settings/kind_words.h"

#include <QSettings>
#include <algorithm>

namespace millrace::ui {

namespace {

/// Of kinds that answer equally well those that the document itself has: "Part" before "Partition".
constexpr int kOwnFirst = 20;

} // namespace

std::optional<int> fuzzyScore(const QString& query, const QString& text) {
    if (query.isEmpty()) return 0;
    const QString wanted = query.toLower(), there = text.toLower();
    const auto whole = there.indexOf(wanted);
    if (whole == 0) return 1000 - static_cast<int>(there.size());
    if (whole > 0) {
        const bool wordStart = !there[whole - 1].isLetterOrNumber();
        return (wordStart ? 800 : 600) - static_cast<int>(whole);
    }
    int score = 300;
    qsizetype at = 0;
    for (const QChar letter : wanted) {
        if (letter.isSpace()) continue;
        const auto found = there.indexOf(letter, at);
        if (found < 0) return std::nullopt;
        const bool wordStart = found == 0 || !there[found - 1].isLetterOrNumber();
        score -= wordStart ? 0 : static_cast<int>(std::min<qsizetype>(found - at, 20)) + 2;
        at = found + 1;
    }
    return score;
}

std::vector<const NodeKind*> searchKinds(const std::vector<const NodeKind*>& all, const QString& query,
                                         const QStringList& recent, const std::optional<OpenWire>& wire) {
    struct Hit {
        const NodeKind* kind;
        int score;
    };
    std::vector<Hit> hits;
    for (const NodeKind* kind : all) {
        if (wire && !commands::fittingPort(*kind, *wire)) continue;
        const QString name = QString::fromStdString(kind->name);
        std::optional<int> best = fuzzyScore(query, kindTitle(*kind));
        for (const QString& other : {name, QString::fromStdString(kind->title)}) // known by these as well
            if (const auto score = fuzzyScore(query, other); score && (!best || *score > *best)) best = score;
        if (!best && query.size() >= 3) {
            for (const QString& summary : {kindSummary(*kind), QString::fromStdString(kind->summary)})
                if (summary.contains(query, Qt::CaseInsensitive)) best = 50;
        }
        if (!best) continue;
        if (isInstanceKind(*kind)) *best += kOwnFirst;
        const auto place = recent.indexOf(name);
        if (place >= 0) *best += query.isEmpty() ? 100 - static_cast<int>(place) : 5;
        hits.push_back({kind, *best});
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
    std::vector<const NodeKind*> kinds;
    for (const Hit& hit : hits) {
        kinds.push_back(hit.kind);
    }
    return kinds;
}

std::vector<const NodeKind*> searchKinds(const Registry& registry, const QString& query,
                                         const QStringList& recent, const std::optional<OpenWire>& wire) {
    return searchKinds(kindsToOffer({}, registry), query, recent, wire);
}

std::vector<const NodeKind*> kindsToOffer(const std::vector<NodeKindPtr>& instances,
                                          const Registry& registry) {
    std::vector<const NodeKind*> all;
    for (const NodeKindPtr& kind : instances)
        all.push_back(kind.get());
    for (const auto& kind : registry.kinds())
        all.push_back(kind.get());
    return all;
}

QStringList recentKinds() { return QSettings().value("recentKinds").toStringList(); }

void rememberKind(const QString& name) {
    constexpr int kKept = 6;
    QStringList list = recentKinds();
    list.removeAll(name);
    list.prepend(name);
    while (list.size() > kKept) {
        list.removeLast();
    }
    QSettings().setValue("recentKinds", list);
}

} // namespace millrace::ui
