// SPDX-License-Identifier: Apache-2.0
#include "nodes/support/http_call_parameters.h"

#include "nodes/support/columns_in.h"

#include <algorithm>

namespace millrace {

namespace {

/// RFC 9110, 5.6.2.
bool isToken(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

bool isHeaderValue(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= ' ' && byte != 0x7f);
    });
}

/// Those that say how the message is framed belong to whoever sends it.
bool isOurs(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c; });
    return name == "host" || name == "content-length" || name == "transfer-encoding" ||
           name == "connection" || name == "expect" || name == "te" || name == "upgrade";
}

Diagnostics checkHeaders(const HttpHeaders& headers, const std::string& node) {
    Diagnostics problems;
    // The values may be secrets: none is shown.
    for (const auto& [name, value] : headers) {
        const std::string parameter = "headers." + name;
        if (!isToken(name))
            problems.append(parameterError("MR3451", node, parameter, "`" + name + "` cannot be a header",
                                           "letters, digits and hyphens: X-Request-Id"));
        else if (isOurs(name))
            problems.append(parameterError("MR3451", node, parameter,
                                           "`" + name + "` is set by the stage itself", "leave it out"));
        else if (!isHeaderValue(value))
            problems.append(
                parameterError("MR3451", node, parameter,
                               "the value of `" + name + "` holds a line break or a control character"));
    }
    return problems;
}

/// An error that has no place yet.
Diagnostics placed(const Diagnostics& problems, const char* code, const BindContext& context,
                   const char* parameter) {
    const Diagnostic& first = problems.items.front();
    return parameterError(code, context.node, parameter, std::string("`") + parameter + "`: " + first.message,
                          first.hint);
}

HttpCallSettings callsOf(const BindContext& context) {
    const Params& p = context.params;
    HttpCallSettings calls;
    calls.timeout = p.duration("timeout");
    calls.retries = static_cast<int>(p.integer("retries"));
    calls.backoff.first = p.duration("backoff");
    calls.backoff.longest = p.duration("backoff_max");
    calls.retryBudget = p.number("retry_budget");
    calls.maxBody = static_cast<std::size_t>(p.size("max_body"));
    if (p.has("ca_file")) calls.caFile = context.resolvePath(p.text("ca_file"));
    if (p.text("breaker") == "off") return calls;
    calls.waitsForBreaker = p.text("breaker") == "wait";
    calls.breaker = Breaker::Settings{.failureRatio = p.number("breaker_ratio"),
                                      .minimumCalls = p.integer("breaker_calls"),
                                      .window = p.duration("breaker_window"),
                                      .openFor = p.duration("breaker_open"),
                                      .probes = p.integer("breaker_probes")};
    return calls;
}

} // namespace

std::vector<ParameterSpec> httpCallParameters() {
    constexpr double kMs = 1e6, kDay = 86'400e9;
    const char* const kWithBreaker = "breaker=wait|reject";
    const char* const kWithBody = "body=record|expression";
    return {
        {.name = "url",
         .type = ParameterType::Text,
         .title = "Address",
         .help = "http:// or https://, with columns in braces.",
         .required = true,
         .placeholder = "https://api.example.com/users/{id}"},
        {.name = "method",
         .type = ParameterType::Choice,
         .title = "Method",
         .help = "What is asked of the server.",
         .defaultValue = "GET",
         .choices = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}},
        {.name = "headers",
         .type = ParameterType::TextMap,
         .title = "Headers",
         .help = "Names and values to send along; secrets as ${env:NAME}.",
         .secret = true,
         .placeholder = "Authorization = Bearer ${env:API_TOKEN}"},
        {.name = "body",
         .type = ParameterType::Choice,
         .title = "Body",
         .help = "What is sent: nothing, the record as a JSON object, or what an expression gives.",
         .defaultValue = "none",
         .choices = {"none", "record", "expression"}},
        {.name = "body_expression",
         .type = ParameterType::Expression,
         .title = "Body expression",
         .help = "Its value is the text of the body; NULL sends none.",
         .required = true,
         .visibleWhen = "body=expression",
         .placeholder = "payload"},
        {.name = "content_type",
         .type = ParameterType::Text,
         .title = "Content type",
         .help = "What the body is.",
         .defaultValue = "application/json",
         .visibleWhen = kWithBody},
        {.name = "timeout",
         .type = ParameterType::Duration,
         .title = "Time-out",
         .help = "How long an attempt may take, from looking up the host to the end of the answer.",
         .defaultValue = "10 s",
         .minimum = kMs,
         .maximum = kDay,
         .applies = Applies::Hot},
        {.name = "retries",
         .type = ParameterType::Integer,
         .title = "Retries",
         .help = "How often a call that failed is made again, at most.",
         .defaultValue = 2,
         .minimum = 0,
         .maximum = 1000,
         .applies = Applies::Hot},
        {.name = "retry_on",
         .type = ParameterType::Text,
         .title = "Failing statuses",
         .help = "Statuses that count as failures and are tried again.",
         .defaultValue = "429, 5xx",
         .advanced = true},
        {.name = "backoff",
         .type = ParameterType::Duration,
         .title = "Backoff",
         .help = "The longest wait before the first retry; it doubles for each one after.",
         .defaultValue = "100 ms",
         .minimum = 0,
         .maximum = kDay,
         .applies = Applies::Hot,
         .advanced = true},
        {.name = "backoff_max",
         .type = ParameterType::Duration,
         .title = "Longest backoff",
         .help = "What the wait grows to at most.",
         .defaultValue = "10 s",
         .minimum = 0,
         .maximum = kDay,
         .applies = Applies::Hot,
         .advanced = true},
        {.name = "retry_budget",
         .type = ParameterType::Number,
         .title = "Retry budget",
         .help = "Retries per call that all calls together may cause: 0.2 is one for five.",
         .defaultValue = 0.2,
         .minimum = 0,
         .maximum = 1000,
         .advanced = true},
        {.name = "breaker",
         .type = ParameterType::Choice,
         .title = "Circuit breaker",
         .help = "What becomes of records while too many calls fail: they wait, or are rejected at once.",
         .defaultValue = "wait",
         .choices = {"off", "wait", "reject"}},
        {.name = "breaker_ratio",
         .type = ParameterType::Number,
         .title = "Breaks at",
         .help = "Share of failed attempts at which the breaker opens.",
         .defaultValue = 0.5,
         .minimum = 0.001,
         .maximum = 1,
         .advanced = true,
         .visibleWhen = kWithBreaker},
        {.name = "breaker_calls",
         .type = ParameterType::Integer,
         .title = "Not before",
         .help = "Attempts in the window before the share means anything.",
         .defaultValue = 20,
         .minimum = 1,
         .maximum = 1e9,
         .advanced = true,
         .visibleWhen = kWithBreaker},
        {.name = "breaker_window",
         .type = ParameterType::Duration,
         .title = "Window",
         .help = "The time over which attempts are counted.",
         .defaultValue = "10 s",
         .minimum = kMs,
         .maximum = kDay,
         .advanced = true,
         .visibleWhen = kWithBreaker},
        {.name = "breaker_open",
         .type = ParameterType::Duration,
         .title = "Open for",
         .help = "How long nothing is called once the breaker has opened.",
         .defaultValue = "5 s",
         .minimum = kMs,
         .maximum = kDay,
         .advanced = true,
         .visibleWhen = kWithBreaker},
        {.name = "breaker_probes",
         .type = ParameterType::Integer,
         .title = "Probes",
         .help = "Attempts that must succeed before the breaker closes again.",
         .defaultValue = 3,
         .minimum = 1,
         .maximum = 1e6,
         .advanced = true,
         .visibleWhen = kWithBreaker},
        {.name = "max_body",
         .type = ParameterType::Size,
         .title = "Longest answer",
         .help = "A longer one is a fault: its record is rejected.",
         .defaultValue = "1 MiB",
         .minimum = 1,
         .maximum = 1e9,
         .advanced = true},
        {.name = "prefix",
         .type = ParameterType::Text,
         .title = "Prefix",
         .help = "Stands before the names of the new columns, where the input has such columns itself.",
         .advanced = true,
         .placeholder = "api_"},
        {.name = "ca_file",
         .type = ParameterType::Path,
         .title = "Certificates",
         .help = "Authorities (PEM) to trust beside those of the system.",
         .advanced = true},
    };
}

Result<std::shared_ptr<const HttpCallPlan>> HttpCallPlan::read(BindContext& context) {
    const Params& p = context.params;
    const auto plan = std::make_shared<HttpCallPlan>();
    plan->node = context.node;
    plan->input = context.inputs[0];
    plan->method = p.text("method");
    plan->calls = callsOf(context);
    plan->contentType = p.text("content_type");

    Diagnostics problems;
    auto url = UrlTemplate::compile(p.text("url"), *plan->input);
    if (url)
        plan->url = std::move(*url);
    else
        problems.append(placed(url.error(), "MR3450", context, "url"));
    auto statuses = HttpStatuses::parse(p.text("retry_on"));
    if (statuses)
        plan->calls.retryOn = *statuses;
    else
        problems.append(placed(statuses.error(), "MR3458", context, "retry_on"));
    HttpHeaders headers;
    if (p.has("headers")) headers = p.map("headers");
    problems.append(checkHeaders(headers, context.node));
    plan->headers = std::make_shared<const HttpHeaders>(std::move(headers));

    const std::string body = p.text("body");
    plan->body = body == "record" ? Body::Record : body == "expression" ? Body::Expression : Body::None;
    if (plan->body == Body::Expression) {
        auto expression = Expression::compile(p.text("body_expression"), *plan->input);
        if (expression)
            plan->bodyExpression = std::move(*expression);
        else
            problems.append(inParameter(expression.error(), context.node, "body_expression"));
    }
    const std::string prefix = p.has("prefix") ? p.text("prefix") : std::string();
    std::vector<Field> fields = plan->input->fields();
    fields.push_back({prefix + "status", TypeId::Int});
    fields.push_back({prefix + "body", TypeId::String});
    fields.push_back({prefix + "latency_ms", TypeId::Double});
    problems.append(checkUniqueNames(fields, context.node, "prefix"));
    if (problems.hasErrors()) return problems;
    plan->output = makeSchema(std::move(fields), plan->input->eventTime());
    return std::shared_ptr<const HttpCallPlan>(plan);
}

Result<HttpRequest> HttpCallPlan::requestFor(const RecordBatch& record, Evaluator& evaluator) const {
    const std::uint32_t row = record.rowAt(0);
    const auto text = url.of(record, row);
    if (!text) {
        Diagnostics problem;
        problem.error({}, "no address: a column in it is NULL");
        return problem;
    }
    Result<HttpUrl> address = parseHttpUrl(*text);
    if (!address) return address.error();
    HttpRequest request;
    request.method = method;
    request.url = std::move(*address);
    request.headers = headers;
    request.contentType = contentType;
    if (body == Body::Record) {
        NdjsonWriter(*input).appendRow(request.body.emplace(), record, row);
    } else if (body == Body::Expression) {
        const ColumnPtr values = evaluator.evaluate(*bodyExpression, record);
        if (!values->isNull(row)) request.body = toText(values->valueAt(row), values->type());
    }
    return request;
}

} // namespace millrace
