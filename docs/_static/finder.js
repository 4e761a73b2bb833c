"use strict";
// Matches a pasted traceback against the listed messages.  The list is in the
// page; nothing is sent anywhere, and without this script the list is shown whole.
for (const form of document.querySelectorAll("form.finder")) {
  const links = [...form.closest("section").querySelectorAll(".finder-list a")];
  const text = form.querySelector("textarea");
  const status = form.querySelector("[role=status]");
  const words = (s) => s.toLowerCase().match(/[a-z0-9_]+/g) || [];
  const messages = links.map((link) => words(link.textContent));
  const common = new Map();
  for (const word of messages.flat()) common.set(word, (common.get(word) || 0) + 1);
  const sum = (some) => some.reduce((total, word) => total + 1 / common.get(word), 0);
  // The longest message that stands there word for word wins: in the rows of the
  // messages, or else in those of the code, which are indented.  Where none does,
  // the share of its words decides, or that of the words pasted, where these are
  // fewer; a word that few messages have weighs most.
  const scores = (pasted) => {
    const rows = pasted.split("\n").filter((row) => !/^\s/.test(row)).join("\n");
    for (const told of [rows, pasted].map((s) => ` ${words(s).join(" ")} `)) {
      const exact = messages.map((m) => (told.includes(` ${m.join(" ")} `) ? m.length : 0));
      if (exact.some(Boolean)) return exact;
    }
    const had = [...new Set(words(rows.trim() ? rows : pasted))].filter((w) => common.has(w));
    if (!had.length) return messages.map(() => 0);
    return messages.map((m) => {
      const shared = sum(had.filter((w) => m.includes(w)));
      return Math.min(0.99, shared / Math.min(sum(had), sum([...new Set(m)])));
    });
  };
  const show = () => {
    const pasted = text.value.trim();
    const all = scores(pasted);
    const best = Math.max(...all);
    const floor = best >= 1 ? best : Math.max(0.5, best - 0.1);
    const found = pasted ? links.filter((_, i) => all[i] >= floor) : [];
    links.forEach((link) => {
      const item = link.closest("li");
      item.hidden = found.length > 0 && !found.includes(link);
      item.classList.toggle("found", found.includes(link));
    });
    if (!pasted) status.textContent = "";
    else if (!found.length) status.textContent = "No listed message has these words.";
    else status.textContent = found.length === 1 ? "This one. Press Enter to open it:" : `${found.length} come near:`;
    return found.sort((a, b) => all[links.indexOf(b)] - all[links.indexOf(a)]);
  };
  text.addEventListener("input", show);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    const found = show();
    if (found.length) location.href = found[0].href;
  });
  form.hidden = false;
  // What was a section of this page once is a page now.
  const moved = document.getElementById(location.hash.slice(1))?.matches(".finder-list li");
  if (moved) location.replace(document.getElementById(location.hash.slice(1)).querySelector("a").href);
}
