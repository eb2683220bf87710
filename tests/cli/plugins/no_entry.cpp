// SPDX-License-Identifier: Apache-2.0
// A shared library that is no plugin.

extern "C" int millrace_plugin_v0() { return 0; }
