// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// How a parameter's JSON value is written, checked and edited. The inspector has one editor per type.
enum class ParameterType {
    Text,          ///< string
    Integer,       ///< whole number
    Number,        ///< number
    Boolean,       ///< true / false
    Duration,      ///< "15 min"; see parseDuration
    Size,          ///< "16 MiB"; see parseSize
    Choice,        ///< one of `choices`
    Timestamp,     ///< text as parseTimestamp takes it
    Path,          ///< file name, relative to the graph file; may be a glob when the kind says so
    Expression,    ///< scalar expression over the input's columns
    Predicate,     ///< BOOLEAN expression
    ExpressionMap, ///< ordered object: output column -> expression
    PredicateMap,  ///< ordered object: output port -> predicate
    AggregateMap,  ///< ordered object: output column -> expression over aggregates
    ColumnName,    ///< one input column
    ColumnList,    ///< array of input columns
    TypeMap,       ///< ordered object: column -> type name (schema, casts)
    TextMap,       ///< ordered object: text -> text (renames: new name -> old name)
    Object,        ///< object with the members `fields`
    ObjectList,    ///< array of such objects
    ObjectMap,     ///< ordered object: name -> such an object
};

/// What a change costs while a run is on.
enum class Applies { Hot, RestartsNode, RestartsRun };

/// One parameter of a node kind. Palette, inspector, validation, command line, file loading, JSON schema and
/// the reference in the help all read this and nothing else.
struct ParameterSpec {
    std::string name;
    ParameterType type = ParameterType::Text;
    std::string title = {}; ///< label in the inspector; empty = made from the name
    std::string help = {};  ///< one or two sentences
    bool required = false;
    boost::json::value defaultValue = nullptr; ///< null = none
    std::string unit = {};                     ///< shown inside the field: "rec", "records/s"
    std::optional<double> minimum = {};        ///< Duration: nanoseconds; Size: bytes
    std::optional<double> maximum = {};
    std::vector<std::string> choices = {};
    Applies applies = Applies::RestartsNode;
    bool advanced = false;
    bool secret = false;
    std::string visibleWhen =
        {}; ///< "arrivals=poisson|burst": another parameter (sibling or from the top) has one of these values
    std::string placeholder = {}; ///< an example shown in the empty field
    std::vector<ParameterSpec> fields = {};
    /// Whether NodeKind::lookUp can say what it could be set to: one value, or several (Text: with commas in
    /// between; maps and lists: joined).
    enum class LookUp { None, One, Several };
    LookUp lookUp = LookUp::None;
    /// A job goes on from its checkpoints although this has another value than when they were made: how a
    /// service is reached, what becomes of bad records, a limit. Parameters that are Hot always may change.
    bool keepsState = false;
};

std::string parameterTypeName(ParameterType type); ///< "expression map"
std::string titleOf(const ParameterSpec& spec);    ///< `title`, else the name with blanks and a capital

} // namespace millrace
