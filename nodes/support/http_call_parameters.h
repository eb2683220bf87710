// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/expression/expression.h"
#include "engine/graph/node_kind.h"
#include "nodes/support/http_client.h"
#include "nodes/support/json_text.h"
#include "nodes/support/url_template.h"

namespace millrace {

std::vector<ParameterSpec> httpCallParameters();

/// The parameters of an http_call, checked and bound to the columns of its input. Immutable, shared by the
/// subtasks.
struct HttpCallPlan {
    enum class Body { None, Record, Expression };

    std::string node;
    SchemaPtr input, output;
    UrlTemplate url;
    std::string method;
    std::shared_ptr<const HttpHeaders> headers;
    Body body = Body::None;
    std::optional<Expression> bodyExpression;
    std::string contentType;
    HttpCallSettings calls;

    /// Errors MR3450 address, MR3451 header, MR3458 statuses, MR3404 and those of expressions.
    static Result<std::shared_ptr<const HttpCallPlan>> read(BindContext& context);
    /// For a batch of one record. Error: an item that says why there can be none.
    Result<HttpRequest> requestFor(const RecordBatch& record, Evaluator& evaluator) const;
};

} // namespace millrace
