#!/usr/bin/python3
"""A guide is one clean page: elements closed, ids unique, links that lead somewhere, headings in steps of one, tables
with heads, figures with titles, and nothing fetched from elsewhere. Usage: guide_page.py FILE.html..."""
import sys
import xml.dom.minidom
from html.parser import HTMLParser

VOID = {"meta", "wbr", "br"}
FETCHES = {"script", "link", "img", "iframe", "object", "embed", "source", "video", "audio"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.problems = [], [], [], []
        self.level = 0
        self.headless = self.untitled = 0

    def problem(self, text):
        self.problems.append(f"line {self.getpos()[0]}: {text}")

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if tag in FETCHES:
            self.problem(f"<{tag}>")
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag[0] == "h" and tag[1:].isdigit():
            if int(tag[1:]) > self.level + 1:
                self.problem(f"<{tag}> below <h{self.level}>")
            self.level = int(tag[1:])
        if tag == "table" and given.get("role") != "presentation":
            self.headless += 1
        if tag == "th":
            self.headless = 0
            if given.get("scope") not in ("row", "col"):
                self.problem("a head without a scope")
        if tag == "svg":
            self.untitled += 1
        if tag == "title":
            self.untitled = 0

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.problem(f"</{tag}> closes nothing")
        if tag == "table" and self.headless:
            self.problem("a table without heads")
        if tag == "svg" and self.untitled:
            self.problem("a figure without a title")


failed = False
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    page = Page()
    page.feed(text)
    page.close()
    problems = page.problems
    if page.open:
        problems.append(f"left open: {page.open}")
    ids = set(page.ids)
    problems += [f"two places are #{i}" for i in sorted(ids) if page.ids.count(i) > 1]
    ids = set(page.ids)
    problems += [f"no place for {l}" for l in sorted(set(page.links)) if l.startswith("#") and l[1:] not in ids]
    problems += [f"a link to {l}" for l in page.links if not l.startswith(("#", "https://", "http://"))]
    try:
        xml.dom.minidom.parseString(text)
    except Exception as error:
        problems.append(f"not well-formed: {error}")
    for problem in problems:
        print(f"{path}: {problem}")
    failed = failed or bool(problems)
sys.exit(failed)
