<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>millrace::ui::CanvasMarks</name>
    <message numerus="yes">
        <source>%n node(s) inside differ</source>
        <translation>
            <numerusform>%n node inside differs</numerusform><numerusform>%n nodes inside differ</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::EditHistory</name>
    <message numerus="yes">
        <source>%n edit(s). A click goes to a state, Esc closes.</source>
        <translation>
            <numerusform>%n edit. A click goes to a state, Esc closes.</numerusform><numerusform>%n edits. A click goes to a state, Esc closes.</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::CanvasComparison</name>
    <message numerus="yes">
        <source>%n new wires</source>
        <translation>
            <numerusform>%n new wire</numerusform><numerusform>%n new wires</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n wires gone</source>
        <translation>
            <numerusform>%n wire gone</numerusform><numerusform>%n wires gone</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::GraphCompareDialog</name>
    <message numerus="yes">
        <source>%n changes from %1 to %2</source>
        <translation>
            <numerusform>%n change from %1 to %2</numerusform><numerusform>%n changes from %1 to %2</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::HeldBanner</name>
    <message numerus="yes">
        <source> %n more wires are held.</source>
        <translation>
            <numerusform> %n more wire is held.</numerusform><numerusform> %n more wires are held.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Held at &lt;a href='wire' style='color:%1; text-decoration:none'&gt;&lt;b&gt;%2&lt;/b&gt;&lt;/a&gt;, stop %3; %4 records wait on the wire, none is lost.</source>
        <translation>
            <numerusform>Held at &lt;a href='wire' style='color:%1; text-decoration:none'&gt;&lt;b&gt;%2&lt;/b&gt;&lt;/a&gt;, stop %3; %4 record waits on the wire, none is lost.</numerusform><numerusform>Held at &lt;a href='wire' style='color:%1; text-decoration:none'&gt;&lt;b&gt;%2&lt;/b&gt;&lt;/a&gt;, stop %3; %4 records wait on the wire, none is lost.</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::InjectDialog</name>
    <message numerus="yes">
        <source>%n records injected.</source>
        <translation>
            <numerusform>%n record injected.</numerusform><numerusform>%n records injected.</numerusform></translation>
    </message>
</context>
<context>
    <name>ForecastWords</name>
    <message numerus="yes">
        <source>%1 replications</source>
        <translation>
            <numerusform>%1 replication</numerusform><numerusform>%1 replications</numerusform></translation>
    </message>
</context>
<context>
    <name>InstanceFace</name>
    <message numerus="yes">
        <source>%n nodes</source>
        <translation>
            <numerusform>%n node</numerusform><numerusform>%n nodes</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::JourneyCard</name>
    <message numerus="yes">
        <source>%n others</source>
        <translation>
            <numerusform>%n other</numerusform><numerusform>%n others</numerusform></translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message numerus="yes">
        <source>of %n cores</source>
        <translation>
            <numerusform>of %n core</numerusform><numerusform>of %n cores</numerusform></translation>
    </message>
    <message numerus="yes">
        <source> · %1 errors</source>
        <translation>
            <numerusform> · %1 error</numerusform><numerusform> · %1 errors</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%1 errors</source>
        <translation>
            <numerusform>%1 error</numerusform><numerusform>%1 errors</numerusform></translation>
    </message>
    <message numerus="yes">
        <source> · %1 records</source>
        <translation>
            <numerusform> · %1 record</numerusform><numerusform> · %1 records</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>&lt;br&gt;queue of %1 records</source>
        <translation>
            <numerusform>&lt;br&gt;queue of %1 record</numerusform><numerusform>&lt;br&gt;queue of %1 records</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Pauses the run when more than %1 records wait</source>
        <translation>
            <numerusform>Pauses the run when more than %1 record waits</numerusform><numerusform>Pauses the run when more than %1 records wait</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::RunBreakpoints</name>
    <message numerus="yes">
        <source>… %n more records</source>
        <translation>
            <numerusform>… %n more record</numerusform><numerusform>… %n more records</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::DebugViews</name>
    <message numerus="yes">
        <source>Paused: %1 records wait at %2</source>
        <translation>
            <numerusform>Paused: %1 record waits at %2</numerusform><numerusform>Paused: %1 records wait at %2</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::NewTestDialog</name>
    <message numerus="yes">
        <source>%1 records are expected there, in any order.</source>
        <translation>
            <numerusform>%1 record is expected there.</numerusform><numerusform>%1 records are expected there, in any order.</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::PeekPage</name>
    <message numerus="yes">
        <source>%1 records so far</source>
        <translation>
            <numerusform>%1 record so far</numerusform><numerusform>%1 records so far</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::PinDialog</name>
    <message numerus="yes">
        <source>Pin %1 records</source>
        <translation>
            <numerusform>Pin one record</numerusform><numerusform>Pin %1 records</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::WirePage</name>
    <message numerus="yes">
        <source>Queue of %1 records, %2 when full, %3.</source>
        <translation>
            <numerusform>Queue of %1 record, %2 when full, %3.</numerusform><numerusform>Queue of %1 records, %2 when full, %3.</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui</name>
    <message numerus="yes">
        <source>%1 records</source>
        <translation>
            <numerusform>%1 record</numerusform><numerusform>%1 records</numerusform></translation>
    </message>
</context>
<context>
    <name>millrace::ui::ChartCard</name>
    <message numerus="yes">
        <source>%n checkpoints, the longest:</source>
        <translation>
            <numerusform>%n checkpoint, the longest:</numerusform><numerusform>%n checkpoints, the longest:</numerusform></translation>
    </message>
</context>
</TS>
