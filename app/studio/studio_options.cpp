// SPDX-License-Identifier: Apache-2.0
#include "app/studio/studio_options.h"

#include <QCommandLineParser>
#include <QFile>
#include <cstdio>

namespace millrace {

namespace {
const QStringList kPages{"charts", "timeline", "peek",  "problems",  "rejected",
                         "log",    "runs",     "tests", "experiment"};
constexpr QSize kSmallest(400, 300), kLargest(16384, 16384); // of a picture that can be held in memory
} // namespace

QStringList takePluginWords(int& argc, char** argv) {
    QStringList taken;
    int kept = 0;
    for (int i = 0; i < argc; ++i) {
        const QString word = QFile::decodeName(argv[i]);
        if (word == "--plugin" && i + 1 < argc)
            taken << word << QFile::decodeName(argv[++i]);
        else if (word == "--plugin" || word.startsWith("--plugin="))
            taken << word;
        else
            argv[kept++] = argv[i];
    }
    argc = kept;
    argv[kept] = nullptr;
    return taken;
}

std::optional<StudioOptions> parseStudioOptions(const QStringList& arguments, int& exitCode) {
    QCommandLineParser parser;
    parser.setApplicationDescription("Millrace studio: draw a concurrent data pipeline, run it, watch it.");
    const QCommandLineOption help = parser.addHelpOption(), version = parser.addVersionOption();
    const QCommandLineOption run("run", "Run the graph at once.");
    const QCommandLineOption simulate("simulate", "Simulate the graph at once.");
    const QCommandLineOption theme("theme", "Colours of the window: dark, light or contrast.", "name");
    const QCommandLineOption screenshot("screenshot", "Write a picture of the window to <file> and quit.",
                                        "file");
    const QCommandLineOption picture(
        "picture", "Draw the graph into <file> (.svg, .png or .pdf) and quit; needs no display.", "file");
    const QCommandLineOption after("after", "Wait <ms> before the picture (with --screenshot).", "ms",
                                   "1500");
    const QCommandLineOption size("size", "Size of the window, such as 1440x900.", "WxH");
    const QCommandLineOption select("select", "Select the node <id> of the graph.", "id");
    const QCommandLineOption page("page", "Show this page of the dock: " + kPages.join(", ") + ".", "name");
    const QCommandLineOption plugin(
        "plugin", "Load the node kinds of this plugin, a shared library. May be repeated.", "file");
    parser.addOptions({run, simulate, theme, screenshot, picture, after, size, select, page, plugin});
    parser.addPositionalArgument("graph", "The graph file to open.", "[graph]");
    const auto refuse = [&exitCode](const QString& why) {
        std::fprintf(stderr, "millrace-studio: %s\n", qPrintable(why));
        exitCode = 2;
        return std::nullopt;
    };
    if (!parser.parse(arguments)) return refuse(parser.errorText());
    exitCode = 0;
    if (parser.isSet(help)) {
        std::fputs(qPrintable(parser.helpText()), stdout);
        return std::nullopt;
    }
    if (parser.isSet(version)) {
        std::puts("millrace-studio " MILLRACE_VERSION);
        return std::nullopt;
    }
    StudioOptions options;
    options.simulate = parser.isSet(simulate);
    options.run = parser.isSet(run) || options.simulate;
    options.screenshot = parser.value(screenshot);
    options.picture = parser.value(picture);
    options.select = parser.value(select);
    options.page = parser.value(page);
    options.plugins = parser.values(plugin);
    options.theme = parser.value(theme);
    if (!options.theme.isEmpty() && !QStringList{"dark", "light", "contrast"}.contains(options.theme))
        return refuse("--theme is dark, light or contrast");
    bool ok = false;
    options.afterMs = parser.value(after).toInt(&ok);
    if (!ok || options.afterMs < 0) return refuse("--after takes a number of milliseconds");
    if (parser.isSet(after) && !parser.isSet(screenshot))
        return refuse("--after says when --screenshot takes its picture, which is not asked for");
    if (parser.isSet(page) && !kPages.contains(options.page))
        return refuse("--page is one of " + kPages.join(", "));
    if (parser.isSet(size)) {
        const QStringList parts = parser.value(size).split('x');
        options.size = parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
        if (options.size.expandedTo(kSmallest).boundedTo(kLargest) != options.size)
            return refuse(QString("--size looks like 1440x900 and lies between %1x%2 and %3x%4")
                              .arg(kSmallest.width())
                              .arg(kSmallest.height())
                              .arg(kLargest.width())
                              .arg(kLargest.height()));
    }
    if (parser.positionalArguments().size() > 1) return refuse("one graph at a time");
    if (!parser.positionalArguments().isEmpty()) options.graph = parser.positionalArguments().front();
    if (parser.isSet(picture) && options.graph.isEmpty()) return refuse("--picture needs a graph");
    if (parser.isSet(picture) && parser.isSet(screenshot))
        return refuse("--picture draws the graph, --screenshot the window: one at a time");
    if (parser.isSet(select) && options.graph.isEmpty()) return refuse("--select needs a graph");
    return options;
}

} // namespace millrace
