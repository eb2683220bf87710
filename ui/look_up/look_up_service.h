// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/graph/node_kind.h"

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <memory>
#include <optional>
#include <vector>

namespace millrace::ui {

class GraphSession;

/// What is asked about the world outside: whether something answers there, or what a parameter could be.
struct LookUpQuestion {
    QString node;      ///< its path
    QString parameter; ///< empty: try the connection
    bool operator==(const LookUpQuestion&) const = default;
};

struct LookUpAnswer {
    LookUpQuestion question;
    Params params;                 ///< of the node, with which it was asked
    Diagnostics problems;          ///< no answer, if there are any
    QString line;                  ///< of a connection that was tried
    std::vector<FoundValue> found; ///< for a parameter
};

/// Asks what nodes connect to, off the GUI thread and only when told to: one question at a time, with the
/// parameters as a run would have them now. A question is given up when another one is asked, and when the
/// node changes or goes in the meantime. GUI thread only.
class LookUpService : public QObject {
    Q_OBJECT
public:
    explicit LookUpService(GraphSession& session, QObject* parent = nullptr);
    ~LookUpService() override; ///< gives up what is under way and waits for its end

    /// answered() follows, at once when the parameters are wrong.
    void ask(const LookUpQuestion& question);
    void giveUp();
    const std::optional<LookUpQuestion>& underWay() const { return underWay_; }
    /// The node is still there, with the parameters that the answer is about.
    bool holds(const LookUpAnswer& answer) const;

Q_SIGNALS:
    void changed(); ///< what is under way
    void givenUp(const millrace::ui::LookUpQuestion& question);
    void answered(const millrace::ui::LookUpAnswer& answer);

private:
    struct Asked;
    Result<Params> paramsFor(const LookUpQuestion& question) const;
    void take(const std::shared_ptr<Asked>& asked);
    void documentEdited();

    GraphSession& session_;
    QThreadPool pool_;
    std::optional<LookUpQuestion> underWay_;
    std::shared_ptr<Asked> asked_; ///< null: nothing
};

} // namespace millrace::ui
