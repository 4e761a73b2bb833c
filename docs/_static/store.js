"use strict";
// What the reader did, kept in this browser alone: one object by the names of its
// parts.  Where a browser keeps nothing, it lasts as long as the page.
(() => {
  const KEY = "detach-examples";
  let memory = {};
  const all = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch {
      return memory;
    }
  };
  const replace = (told) => {
    memory = told;
    try {
      localStorage.setItem(KEY, JSON.stringify(told));
    } catch {
      // A full or forbidden storage: the page goes on with what it has.
    }
    dispatchEvent(new CustomEvent("detach-stored"));
  };
  window.detachStore = {
    all,
    replace,
    read: (part, otherwise) => all()[part] ?? otherwise,
    write: (part, value) => replace({ ...all(), [part]: value }),
  };
})();
