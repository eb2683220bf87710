# SPDX-License-Identifier: Apache-2.0
"""A screen of its own with one program on it, and the hands and eyes of who sits before it.

Events go in through xdotool, pictures come out through ImageMagick. The program finds an empty home; nothing of the
user's is read or written.
"""
import os
import pathlib
import subprocess
import time

# Every window as it comes, but the main window over the whole screen, as after a double click on its title.
WINDOW_RULES = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
  <application type="normal"><maximized>yes</maximized><decor>no</decor></application>
</applications></openbox_config>
"""


class Failure(Exception):
    """A step of the film did not happen."""


class Desktop:
    def __init__(self, width, height, folder):
        self.width, self.height, self.folder = width, height, pathlib.Path(folder)
        self.processes, self.program = [], None
        self.home = self.folder / "home"
        self.home.mkdir(parents=True)
        self.environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.home)}
        for name in ("CONFIG", "DATA", "CACHE", "STATE", "RUNTIME"):
            place = self.home / f".{name.lower()}"
            place.mkdir(mode=0o700)
            self.environment[f"XDG_{name}_{'DIR' if name == 'RUNTIME' else 'HOME'}"] = str(place)
        # Reports of the program's leaks at its end are no part of the film.
        self.environment["ASAN_OPTIONS"] = "detect_leaks=0"

    def start(self):
        read, write = os.pipe()
        self._start("xvfb", ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{self.width}x{self.height}x24", "-dpi", "96",
                             "-nolisten", "tcp"], pass_fds=[write])
        os.close(write)
        with os.fdopen(read) as number:
            display = number.readline().strip()
        if not display:
            raise Failure(f"Xvfb does not start, see {self.folder}/xvfb.log")
        self.environment["DISPLAY"] = ":" + display
        rules = self.folder / "openbox.xml"
        rules.write_text(WINDOW_RULES)
        self._start("openbox", ["openbox", "--config-file", str(rules)])
        self._xdotool("mousemove", "--sync", "5", "5")

    def _start(self, name, command, **more):
        with open(self.folder / f"{name}.log", "w") as log:
            process = subprocess.Popen(command, env=self.environment, cwd=self.home, stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=subprocess.STDOUT, **more)
        self.processes.append(process)
        return process

    def open(self, name, command):
        self.program = self._start(name, command)

    def close(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()

    def _xdotool(self, *words):
        done = subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise Failure(f"xdotool {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout.strip()

    # --- hands -------------------------------------------------------------------------------------------------------
    def key(self, keys, times=1):
        for _ in range(times):
            self._xdotool("key", "--delay", "8", keys)

    def type(self, text):
        self._xdotool("type", "--delay", "8", text)

    def move(self, x, y):
        self._xdotool("mousemove", "--sync", str(round(x)), str(round(y)))

    def double_click(self, x, y):
        self.move(x, y)
        self._xdotool("click", "--repeat", "2", "--delay", "60", "1")

    def drag(self, start, end, steps=8):
        self.move(*start)
        self._xdotool("mousedown", "1")
        for i in range(1, steps + 1):
            self.move(*(a + (b - a) * i / steps for a, b in zip(start, end)))
        self._xdotool("mouseup", "1")

    # --- eyes --------------------------------------------------------------------------------------------------------
    def title(self):
        """Of the window that keys go to."""
        try:
            return self._xdotool("getactivewindow", "getwindowname")
        except Failure:
            return ""

    def picture(self, file):
        subprocess.run(["import", "-silent", "-window", "root", "-quality", "30", str(file)], env=self.environment,
                       check=True, timeout=120)

    def wait_until(self, what, holds, seconds=20):
        end = time.monotonic() + seconds
        while True:
            found = holds()
            if found:
                return found
            if self.program and self.program.poll() is not None:
                raise Failure(f"the program ended ({self.program.returncode}) before {what}")
            if time.monotonic() > end:
                raise Failure(f"not seen within {seconds} s: {what}")
            time.sleep(0.04)

    def settle(self, seconds=10):
        """Until the program rests, as one waits for what one sees to stand still; while a graph runs it never does."""
        end, used, quiet = time.monotonic() + seconds, None, 0
        while quiet < 3 and time.monotonic() < end:
            time.sleep(0.03)
            fields = pathlib.Path(f"/proc/{self.program.pid}/stat").read_text().rsplit(")", 1)[1].split()
            now = int(fields[11]) + int(fields[12])
            # One that waits for a core has not come to rest either.
            quiet = quiet + 1 if now == used and fields[0] == "S" else 0
            used = now
