#!/usr/bin/env python3
"""Draws a terminal screen as HTML, each cluster at its own column, so that Devanagari stands where a terminal puts it.

    tmux capture-pane -e -p | docs/picture.py >screen.html
    chromium --headless --no-sandbox --screenshot=screen.png --window-size=840,520 screen.html
"""
import html
import re
import sys
import unicodedata

COLOURS = ["#1c1c1c", "#ff6b68", "#6fcf76", "#e5c07b", "#6fa8dc", "#c792ea", "#56b6c2", "#d0d0d0"]
CELL_W, CELL_H = 10, 21


def width(c):
    if unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def clusters(text):
    """(text, columns) pairs; a consonant after a virama and the marks behind it stay with their cluster."""
    out = []
    for c in text:
        joins = out and (unicodedata.category(c) in ("Mn", "Mc", "Me", "Cf")
                         or (out[-1][0].endswith("\u094d") and unicodedata.category(c) == "Lo"))
        if joins:
            out[-1][0] += c
            out[-1][1] += width(c)
        else:
            out.append([c, width(c)])
    return out


def style(state):
    fg, bg = state.get("fg", "#d0d0d0"), state.get("bg", "#1c1c1c")
    if state.get("dim"):
        fg = "#8a8a8a"
    if state.get("reverse"):
        fg, bg = bg, fg
    return f"color:{fg};background:{bg};" + ("font-weight:bold;" if state.get("bold") else "")


def sgr(state, codes):
    numbers = [int(n or 0) for n in codes.split(";")]
    while numbers:
        n = numbers.pop(0)
        if n == 0:
            state.clear()
        elif n in (1, 2, 7):
            state[{1: "bold", 2: "dim", 7: "reverse"}[n]] = True
        elif n == 22:
            state.pop("bold", None), state.pop("dim", None)
        elif n == 27:
            state.pop("reverse", None)
        elif 30 <= n <= 37 or 90 <= n <= 97:
            state["fg"] = COLOURS[n % 10]
        elif n == 39:
            state.pop("fg", None)
        elif 40 <= n <= 47:
            state["bg"] = COLOURS[n % 10]
        elif n == 49:
            state.pop("bg", None)


def main():
    print("<!doctype html><meta charset=utf-8><style>body{margin:10px;background:#1c1c1c}"
          f"span{{position:absolute;height:{CELL_H}px;white-space:pre;overflow:visible;"
          "font:16px 'Noto Sans Mono','Noto Sans Devanagari','DejaVu Sans Mono',monospace;line-height:"
          f"{CELL_H}px}}</style>")
    state = {}
    for row, line in enumerate(sys.stdin.read().split("\n")):
        column = 0
        for part in re.split(r"(\x1b\[[0-9;]*m)", line):
            if part.startswith("\x1b["):
                sgr(state, part[2:-1])
                continue
            for text, columns in clusters(part):
                if text != " " or "bg" in state or "reverse" in state:
                    print(f"<span style='left:{10 + column * CELL_W}px;top:{10 + row * CELL_H}px;"
                          f"width:{columns * CELL_W}px;{style(state)}'>{html.escape(text)}</span>")
                column += columns
    # a glyph that is wider than its cells is drawn narrower, as terminals do
    print("<script>for(const s of document.querySelectorAll('span')){const r=document.createRange();"
          "r.selectNodeContents(s);const w=r.getBoundingClientRect().width,c=s.clientWidth;"
          "if(w>c+1){const i=document.createElement('i');i.style.cssText='display:inline-block;font-style:normal;"
          "transform-origin:0 0;transform:scaleX('+c/w+')';i.textContent=s.textContent;s.textContent='';"
          "s.appendChild(i)}}</script>")


main()
