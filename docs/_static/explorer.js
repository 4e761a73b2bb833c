"use strict";
// Shows the state of a program that the reader chose.  torch ran them all when the
// page was built; this script selects, and computes nothing.
customElements.define(
  "detach-explorer",
  class extends HTMLElement {
    connectedCallback() {
      const data = JSON.parse(this.querySelector("script").textContent);
      this.states = data.states;
      this.texts = data.texts;
      this.senses = data.senses;
      this.at = -1;
      this.sets = [...this.querySelectorAll("fieldset")];
      this.buttons = this.querySelector(".explorer-buttons");
      this.table = this.querySelector(".explorer-table");
      this.words = new Map();
      for (const text of this.querySelectorAll("svg text")) this.words.set(text, text.textContent);
      for (const set of this.sets) set.disabled = false;
      this.buttons.hidden = false;
      this.table.open = false;
      // Each in a task of its own: a page with many answers its reader between them.
      setTimeout(() => this.begin());
    }

    begin() {
      this.choose(true);
      this.addEventListener("change", () => this.choose());
      this.addEventListener("submit", (event) => event.preventDefault());
      this.buttons.addEventListener("click", (event) => {
        const asked = event.target.dataset.step;
        if (asked === "play") this.play();
        else if (asked) this.stop(), this.go(asked === "next" ? this.at + 1 : this.at - 1);
      });
    }

    disconnectedCallback() {
      this.stop();
    }

    parts(name) {
      return this.querySelectorAll(`svg .${name}`);
    }

    choose(first = false) {
      this.stop();
      const choices = this.sets.map((set) => set.querySelector(":checked").value);
      const row = this.table.querySelector(`[data-state="${CSS.escape(choices.join(" | "))}"]`);
      this.state = this.states[row.dataset.state];
      for (const other of this.table.querySelectorAll("tr")) other.classList.toggle("chosen", other === row);
      this.sets.forEach((set, i) => {
        const edge = set.dataset.edge;
        const code = this.querySelector(`template[data-of="${edge} ${CSS.escape(choices[i])}"]`);
        this.querySelector(`[data-slot="${edge}"]`).innerHTML = code.innerHTML;
      });
      const cells = [...row.cells].slice(choices.length);
      const told = [...this.querySelectorAll("output")].map((output, i) => {
        output.textContent = cells[i].textContent;
        output.parentElement.dataset.kind = cells[i].dataset.kind;
        output.nextElementSibling.textContent = this.senses[cells[i].dataset.kind] || "";
        return output.parentElement.textContent.trim();
      });
      if (!first) this.querySelector(".explorer-status").textContent = `${told.join("; ")}.`;
      this.draw();
      const list = this.querySelector("ol");
      list.replaceChildren(
        ...this.state.steps.map(([, text]) => {
          const item = document.createElement("li");
          item.textContent = this.texts[text];
          return item;
        }),
      );
      this.go(-1);
    }

    draw() {
      const { off, cut, labels, held } = this.state;
      for (const part of this.querySelectorAll("svg .off, svg .severs")) part.classList.remove("off", "severs");
      for (const [text, words] of this.words) text.textContent = words;
      for (const name of off) for (const part of this.parts(name)) part.classList.add("off");
      for (const name of cut) for (const part of this.parts(name)) part.classList.add("severs");
      for (const [name, words] of Object.entries(labels))
        for (const part of this.parts(name))
          part.querySelectorAll("text").forEach((text, i) => (text.textContent = words[i] || ""));
      for (const [name, words] of Object.entries(held))
        for (const part of this.parts(name)) [...part.querySelectorAll("text")].at(-1).textContent = words;
    }

    go(at) {
      const { steps } = this.state;
      this.at = Math.max(-1, Math.min(at, steps.length - 1));
      for (const part of this.querySelectorAll("svg .at")) part.classList.remove("at");
      const [name, text] = steps[this.at] || [];
      if (name) for (const part of this.parts(name)) part.classList.add("at");
      this.querySelectorAll("ol li").forEach((item, i) => {
        if (i === this.at) item.setAttribute("aria-current", "step");
        else item.removeAttribute("aria-current");
      });
      this.querySelector(".explorer-step").textContent = name === undefined ? "" : `${this.at + 1} of ${steps.length}. ${this.texts[text]}`;
      const [back, next] = this.buttons.children;
      back.disabled = this.at < 0;
      next.disabled = this.at === steps.length - 1;
    }

    play() {
      if (this.timer) return this.stop();
      this.buttons.children[2].textContent = "Pause";
      if (this.at === this.state.steps.length - 1) this.go(-1);
      const step = () => {
        this.go(this.at + 1);
        if (this.at === this.state.steps.length - 1) this.stop();
      };
      this.timer = setInterval(step, 1600);
      step();
    }

    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      this.buttons.children[2].textContent = "Play";
    }
  },
);
