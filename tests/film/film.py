#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Somebody builds a fleet pipeline in the studio from an empty canvas, runs it, finds what limits it, mends that, runs
it again and compares the two runs: with mouse and keys alone, and a picture of each step.

    film.py <folder of the programs> <folder of the examples> <folder for the film> <dark|light> <WIDTHxHEIGHT>

What came of it is read where the studio and the run left it: the graph file, the database that the run wrote, the
history of runs. The exit status is 1 when a step did not happen.
"""
import json
import pathlib
import shutil
import sqlite3
import sys
import time

from desktop import Desktop, Failure

# Where the studio puts things, in its own pixels: main_window.cpp, theme.h, canvas_geometry.h.
PALETTE, INSPECTOR, TOP_BAR, HIDDEN_DOCK, STATUS_LINE = 213, 293, 49, 36, 26
CARD_WIDTH, CARD_HEIGHT = 184, 98
ONLY_PORT, FIRST_PORT, SECOND_PORT = 40, 30, 58
SLOW_STAGE, WORKERS = "Look up the stop", 8


class Film:
    def __init__(self, programs, examples, folder, theme, size):
        self.folder, self.width, self.height = folder, *map(int, size.split("x"))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # On a display of more than full HD people set the studio's size to 200 %.
        self.scale = 2 if self.width > 2560 else 1
        self.desktop = Desktop(self.width, self.height, folder)
        home = self.desktop.home
        settings = home / ".config/Millrace/Millrace.conf"
        settings.parent.mkdir()
        settings.write_text(f"[General]\nscalePercent={100 * self.scale}\n")
        shutil.copytree(examples / "data", home / "data")
        self.graph_file, self.results = home / "fleet.mill", home / "fleet.sqlite"
        self.studio = [str(programs / "millrace-studio"), "--theme", theme]
        self.pictures, self.begun, self.away = 0, 0.0, 0.0

    # --- what one does -----------------------------------------------------------------------------------------------
    def look(self, name):
        """Takes a picture. Nobody sits and waits for the camera: its time does not count."""
        start = time.monotonic()
        self.pictures += 1
        self.desktop.picture(self.folder / f"{self.pictures:02}-{name}.png")
        self.away += time.monotonic() - start

    def seconds(self):
        return time.monotonic() - self.begun - self.away

    def keys(self, *strokes):
        for stroke in strokes:
            self.desktop.key(stroke)

    def settle(self):
        self.desktop.settle()

    def at(self, x, y):
        """A point of the screen from one of the canvas, counted from its middle while the dock is hidden."""
        middle_x = (PALETTE + self.width / self.scale - INSPECTOR) / 2
        middle_y = (TOP_BAR + self.height / self.scale - HIDDEN_DOCK - STATUS_LINE) / 2
        return (middle_x + x) * self.scale, (middle_y + y) * self.scale

    def centre_selected(self):
        self.keys("shift+f", "0")
        self.settle()

    def go_to(self, title):
        self.keys("ctrl+f")
        self.desktop.type(title)
        self.keys("Return", "Escape", "0")
        self.settle()

    def pull_wire(self, port, across, kind, name, down=0):
        """From an output of the card in the middle to the empty canvas beside it, and adds what is to stand there."""
        start = (CARD_WIDTH / 2, port - CARD_HEIGHT / 2)
        self.desktop.drag(self.at(*start), self.at(start[0] + across, start[1] + down))
        self.settle()
        self.desktop.type(kind)
        self.settle()
        if name:
            self.look(name)
        self.keys("Return")
        self.settle()

    def call(self, title):
        """Names the selected card and goes on to its settings."""
        self.keys("F2")
        self.desktop.type(title)
        self.keys("Return", "Escape", "Return")
        self.settle()

    def fill(self, *words):
        """Words are typed; numbers say how often Tab is pressed; keys stand in angle brackets."""
        for word in words:
            if isinstance(word, int):
                self.desktop.key("Tab", word)
            elif word.startswith("<"):
                self.keys(word.strip("<>"))
            else:
                self.desktop.type(word)
                self.settle()  # what is offered while one types has gone before the next key
        self.settle()

    def save(self, what, holds):
        """Saves, and reads in the file whether what was done is there."""
        self.keys("ctrl+s")

        def seen():
            try:
                return holds(json.loads(self.graph_file.read_text()))
            except (OSError, ValueError, KeyError, StopIteration):
                return None

        self.desktop.wait_until(f"in {self.graph_file.name}: {what}", seen)

    def run_and_wait(self, runs):
        """Until the history holds so many runs."""
        self.desktop.wait_until(f"{runs} runs in the history", lambda: len(self.history()) == runs, 120)
        self.settle()

    # --- what is left behind -----------------------------------------------------------------------------------------
    def rows(self, file, query):
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
            return database.execute(query).fetchall()

    def history(self):
        """The runs that the studio kept, oldest first: state, seconds, records, graph."""
        store = next(self.desktop.home.glob(".data/Millrace/Millrace/runs.sqlite"))
        return self.rows(store, "SELECT state, elapsed_s, records_in, graph FROM run ORDER BY started_at")

    # --- the story ---------------------------------------------------------------------------------------------------
    def play(self):
        self.desktop.start()
        self.desktop.open("studio", self.studio)
        self.desktop.wait_until("the window", lambda: "Millrace" in self.desktop.title(), 60)
        self.settle()
        self.look("welcome")
        self.begun = time.monotonic()
        self.keys("ctrl+n", "ctrl+j")
        self.settle()
        self.look("empty-canvas")
        self.save_under_a_name()
        self.build()
        built = self.seconds()
        first = self.find_the_bottleneck()
        self.mend_it()
        self.compare(first)
        whole = self.seconds()
        self.keys("ctrl+q")
        if self.desktop.program.wait(20) != 0:
            raise Failure(f"the studio ended with {self.desktop.program.returncode}")
        return built, whole

    def save_under_a_name(self):
        self.keys("ctrl+s")
        self.desktop.wait_until("the question where to save", lambda: "Save" in self.desktop.title())
        self.settle()
        self.desktop.type(str(self.graph_file))
        self.settle()
        self.look("save-as")
        self.keys("Return")
        self.desktop.wait_until("the saved file", self.graph_file.exists)
        self.desktop.wait_until("the window again", lambda: "Millrace" in self.desktop.title())
        self.settle()

    def build(self):
        self.desktop.double_click(*self.at(0, 0))
        self.settle()
        self.desktop.type("csv")
        self.settle()
        self.look("quick-add")
        self.keys("Return")
        self.call("Bus positions")
        self.fill("data/buses-austin.csv.gz", 4, "timestamp", 2, "7 h")
        self.look("source")
        self.save("the source", lambda g: self.params(g, "Bus positions") == {
            "path": "data/buses-austin.csv.gz", "event_time": "timestamp", "watermark_delay": "7 h"})

        self.keys("Escape")
        self.centre_selected()
        self.pull_wire(FIRST_PORT, 76, "split", "wire-on-empty-canvas")
        self.call("Clean")
        self.fill("good", 1, "speed <= 35 AND NOT (latitude = 0 AND longitude = 0)", 3, "bad")
        self.look("split")
        self.save("the split", lambda g: self.params(g, "Clean") == {
            "outputs": {"good": "speed <= 35 AND NOT (latitude = 0 AND longitude = 0)"}, "otherwise": "bad"})

        self.keys("Escape")
        self.centre_selected()
        self.pull_wire(FIRST_PORT, 76, "map", None, down=-60)
        self.call("Speed in km/h")
        self.fill("kmh", 1, "speed * 3.6")
        self.look("map")
        self.save("the map", lambda g: self.params(g, "Speed in km/h") == {"columns": {"kmh": "speed * 3.6"}})

        self.keys("Escape")
        self.centre_selected()
        self.pull_wire(ONLY_PORT, 76, "work", None)
        self.call(SLOW_STAGE)
        self.fill("wait", 1, "300 us")
        self.look("work")
        self.save("the work", lambda g: self.params(g, SLOW_STAGE) == {"mode": "wait", "time": "300 us"})

        self.keys("Escape")
        self.centre_selected()
        self.pull_wire(ONLY_PORT, 76, "aggregate", None)
        self.call("Per vehicle, 15 min")
        self.fill("vehicle_id", 1, "15 min", 2, "<space>", "n", 1, "COUNT(*)", 2, "<space>", "mean_kmh", 1, "AVG(kmh)")
        self.look("aggregate")
        self.save("the windows", lambda g: self.params(g, "Per vehicle, 15 min") == {
            "key": ["vehicle_id"], "window": {"tumbling": "15 min"},
            "columns": {"n": "COUNT(*)", "mean_kmh": "AVG(kmh)"}})

        self.keys("Escape")
        self.centre_selected()
        self.pull_wire(FIRST_PORT, 76, "sqlite", None)
        self.call("fleet.sqlite: trips")
        self.fill("fleet.sqlite", 2, "trips")
        self.look("sink")

        self.keys("Escape")
        self.go_to("Clean")
        self.pull_wire(SECOND_PORT, 76, "sqlite", None, down=140)
        self.call("Rejected rows")
        self.fill("fleet.sqlite", 2, "dead_letters")
        self.keys("Escape", "ctrl+shift+l", "f")
        self.settle()
        self.look("built")
        self.save("the whole pipeline", lambda g: {tuple(edge.values()) for edge in self.wires(g)} == {
            ("Bus positions.out", "Clean.in"), ("Clean.good", "Speed in km/h.in"), ("Clean.bad", "Rejected rows.in"),
            ("Speed in km/h.out", f"{SLOW_STAGE}.in"), (f"{SLOW_STAGE}.out", "Per vehicle, 15 min.in"),
            ("Per vehicle, 15 min.out", "fleet.sqlite: trips.in")})

    def find_the_bottleneck(self):
        self.keys("ctrl+j", "F5")
        time.sleep(3)
        self.look("running")
        self.keys("ctrl+f")
        self.desktop.type("is:slow")
        time.sleep(0.5)
        self.look("find-slow")
        self.keys("Return", "Escape")
        time.sleep(0.5)
        self.look("bottleneck")
        self.run_and_wait(1)
        self.look("first-run-over")
        return self.written()

    def mend_it(self):
        """What was found stays selected: its number of workers is set without saying its name again."""
        self.keys("Return", "shift+Tab", "shift+Tab", "Right")
        self.fill(2, str(WORKERS))
        self.look("workers")
        self.save("more workers where it was slow", lambda g: self.node(g, SLOW_STAGE)["concurrency"] == {
            "workers": WORKERS})
        self.keys("Escape", "F5")
        time.sleep(1)
        self.look("second-run")
        self.run_and_wait(2)
        self.look("second-run-over")

    def compare(self, first):
        self.keys("ctrl+k")
        self.desktop.type("show runs")
        self.settle()
        self.look("command")
        self.keys("Return")
        self.settle()
        self.keys("Home", "shift+Down")
        self.settle()
        self.look("runs")
        self.keys("ctrl+k")
        self.desktop.type("compare selected runs canvas")
        self.settle()
        self.keys("Return")
        self.settle()
        self.keys("Escape", "f")
        self.settle()
        self.look("compared")
        (state, slow, *_), (state_after, quick, *_) = self.history()
        if (state, state_after) != ("finished", "finished") or quick > 0.7 * slow:
            raise Failure(f"the runs {state} after {slow:.1f} s and {state_after} after {quick:.1f} s")
        if self.written() != first:
            raise Failure("the two runs wrote different rows")

    def written(self):
        """What both runs must agree on; each row of the file is counted or put aside."""
        good, vehicles = self.rows(self.results, "SELECT SUM(n), COUNT(DISTINCT vehicle_id) FROM trips")[0]
        bad = self.rows(self.results, "SELECT COUNT(*) FROM dead_letters")[0][0]
        (_, _, records, _) = self.history()[0]
        if not good or not bad or good + bad != records:
            raise Failure(f"{records} rows were read, {good} counted and {bad} put aside")
        return good, vehicles, bad

    # --- graph files -------------------------------------------------------------------------------------------------
    def node(self, graph, title):
        return next(node for node in graph["nodes"].values() if node.get("title") == title)

    def params(self, graph, title):
        return self.node(graph, title)["params"]

    def wires(self, graph):
        """With titles instead of identifiers."""
        def named(port):
            node, _, name = port.partition(".")
            return f"{graph['nodes'][node].get('title')}.{name}"
        return [{"from": named(edge["from"]), "to": named(edge["to"])} for edge in graph["edges"]]


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    programs, examples, folder = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    film = None
    try:
        film = Film(programs, examples, folder, *sys.argv[4:])
        built, whole = film.play()
        print(f"{folder.name}: built in {built:.0f} s, run, mended and compared after {whole:.0f} s; "
              f"{film.pictures} pictures in {folder}")
    except Failure as failure:
        print(f"{folder.name}: {failure}", file=sys.stderr)
        if film:
            film.look("failure")
        sys.exit(1)
    finally:
        if film:
            film.desktop.close()


main()
