"use strict";
// Sphinx finds only pages that have every word.  A pasted question has words that no
// page has: here each word counts by how rare it is, and the sum ranks the pages.
// The index is Sphinx's own; nothing is sent anywhere.
// A list of other pages has many words, and is rarely the answer.
const LISTS = /^(questions|claims|fix_it|glossary|reference)$|(^|\/)index$/;
Search.performTermsSearch = (searchTerms) => {
  const { terms, titleterms, docnames, titles, filenames } = Search._index;
  const files = (index, word) =>
    Object.hasOwn(index, word) ? [index[word]].flat() : [];
  const rarity = (found) => Math.log((docnames.length + 1) / found.size);
  const scores = new Map();
  for (const word of searchTerms) {
    const inTitle = new Set(files(titleterms, word));
    const found = new Set([...files(terms, word), ...inTitle]);
    for (const file of found) {
      const weight = (inTitle.has(file) ? 1.5 : 1) * (LISTS.test(docnames[file]) ? 0.4 : 1);
      scores.set(file, (scores.get(file) || 0) + weight * rarity(found));
    }
  }
  const best = Math.max(0, ...scores.values());
  return [...scores]
    .filter(([, score]) => score >= best / 3)
    .map(([file, score]) => [
      docnames[file], titles[file], "", null, 10 * score, filenames[file], SearchResultKind.text,
    ]);
};
// Each result is told by the sentence that describes its page: one small file has them
// all, where Sphinx would fetch every page that it found.
DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
{
  const root = new URL(document.documentElement.dataset.content_root, location.href);
  const describe = (item) => {
    const link = item.nodeName === "LI" && item.querySelector("a[href]");
    const path = link ? new URL(link.href).pathname.slice(root.pathname.length) : "";
    const text = detachDescribed[path.replace(/\.html$/, "")];
    if (!text) return;
    const line = item.appendChild(document.createElement("p"));
    line.className = "context";
    line.textContent = text;
  };
  const told = (changes) => changes.forEach((change) => change.addedNodes.forEach(describe));
  const results = document.getElementById("search-results");
  new MutationObserver(told).observe(results, { childList: true, subtree: true });
}
