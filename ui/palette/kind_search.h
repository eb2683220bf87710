// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/registry.h"
#include "ui/document/graph_commands.h"
#include "ui/document/instance_kind.h"

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace millrace::ui {

/// How well `text` answers `query`, letters in order, beginnings of words first; nothing when a letter is
/// missing. An empty query fits all.
std::optional<int> fuzzyScore(const QString& query, const QString& text);

/// The kinds that answer a query, best first; with an empty query the recent ones, then the given order. With
/// `wire`, only kinds that have a port for it.
std::vector<const NodeKind*> searchKinds(const std::vector<const NodeKind*>& kinds, const QString& query,
                                         const QStringList& recent, const std::optional<OpenWire>& wire);
/// The same among the kinds of the registry.
std::vector<const NodeKind*> searchKinds(const Registry& registry, const QString& query,
                                         const QStringList& recent, const std::optional<OpenWire>& wire);

/// What can be placed: instances of the document's subgraphs first, then the kinds of the registry.
std::vector<const NodeKind*> kindsToOffer(const std::vector<NodeKindPtr>& instances,
                                          const Registry& registry);

/// Names of the kinds placed last, newest first, kept in the user's settings.
QStringList recentKinds();
void rememberKind(const QString& name);

} // namespace millrace::ui
