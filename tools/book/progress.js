// Which lectures are done: kept in this browser's storage, sent nowhere.
(() => {
  "use strict";
  const KEY = "lectures_nn.done";

  // A browser may refuse storage, as it does for some pages opened from a disk.
  const read = () => {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) || "[]");
      return new Set(Array.isArray(stored) ? stored : []);
    } catch {
      return new Set();
    }
  };
  const write = (done) => {
    try {
      localStorage.setItem(KEY, JSON.stringify([...done].sort()));
      return true;
    } catch {
      return false;
    }
  };

  const lectureOf = (address) => (/\/(\d\d)_\w+\.html/.exec(address) || [])[1];

  const mark = (done) => {
    for (const link of document.querySelectorAll(".sidebar-tree a")) {
      link.classList.toggle("lecture-done", done.has(lectureOf(link.href)));
    }
  };

  const table = (place, done) => {
    const list = document.createElement("ul");
    list.className = "progress-table";
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    const count = () => {
      said.textContent = `${done.size} of ${list.children.length} lectures done.`;
    };
    const seen = new Set();
    for (const link of document.querySelectorAll(".sidebar-tree a")) {
      const lecture = lectureOf(link.href);
      if (!lecture || seen.has(lecture)) continue;
      seen.add(lecture);
      const item = document.createElement("li");
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = done.has(lecture);
      box.addEventListener("change", () => {
        if (box.checked) done.add(lecture);
        else done.delete(lecture);
        const kept = write(done);
        mark(done);
        count();
        if (!kept) said.textContent += " This browser does not keep it.";
      });
      label.append(box, " ", link.textContent.trim());
      item.append(label);
      list.append(item);
    }
    count();
    place.replaceChildren(list, said);
  };

  const start = () => {
    const done = read();
    mark(done);
    const place = document.getElementById("progress-here");
    if (place) table(place, done);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
