"use strict";
// Matches a pasted traceback against the listed messages.  The list is in the
// page; nothing is sent anywhere, and without this script the list is shown whole.
for (const form of document.querySelectorAll("form.finder")) {
  const list = form.nextElementSibling;
  const links = [...list.querySelectorAll("a")];
  const text = form.querySelector("textarea");
  const status = form.querySelector("[role=status]");
  const words = (s) => s.toLowerCase().match(/[a-z0-9_]+/g) || [];
  const plain = (s) => words(s).join(" ");
  // The longest message that stands there word for word wins; where none does,
  // the share of its words decides.
  const score = (pasted, message) => {
    const wanted = words(message);
    if (plain(pasted).includes(plain(message))) return wanted.length;
    const had = new Set(words(pasted));
    return Math.min(0.99, wanted.filter((w) => had.has(w)).length / wanted.length);
  };
  const show = () => {
    const pasted = text.value.trim();
    const scored = links
      .map((link) => ({ link, score: score(pasted, link.textContent) }))
      .sort((a, b) => b.score - a.score);
    const best = scored[0].score;
    const floor = best >= 1 ? best : Math.max(0.6, best - 0.1);
    const found = pasted ? scored.filter((s) => s.score >= floor) : [];
    for (const { link, score } of scored) {
      link.closest("li").hidden = found.length > 0 && score < floor;
    }
    if (!pasted) status.textContent = "";
    else if (!found.length) status.textContent = "No listed message has these words. All are shown:";
    else status.textContent = found.length === 1 ? "This one. Press Enter to open it:" : `${found.length} come near:`;
    return found;
  };
  text.addEventListener("input", show);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    const found = show();
    if (found.length) location.href = found[0].link.href;
  });
  form.hidden = false;
}
