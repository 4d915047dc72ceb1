"""Measures any full-screen terminal program from outside, as a person or a slow line sees it.

A program runs in a pseudo terminal of a given size. A process of its own reads what it writes,
stamps every piece with CLOCK_MONOTONIC and answers the queries that real terminals answer; the
screen is emulated afterwards, so a slow emulator delays neither the program nor the stamps.

- start: exec to first byte, first paint, and a pattern on the screen
- keys: key written to first byte, first visible change, pattern, quiet; bytes and CPU time of each
- held keys: how far the last change is behind the last key
- the whole run: bytes, CPU seconds, memory of all its processes, CPU time and wake-ups at rest,
  exit status, and terminal modes that were left on

Linux only: processes are read from /proc.
"""
