"use strict";
// Shows the page's cards one at a time, and brings each back by SM-2.  The cards are
// those of the page; what the reader knows of them stays in the browser.
{
  const NEW = 10; // a day
  const DONE = 20; // cards graded: enough for a mark
  const FAR = 36500; // days
  const GRADES = [["Again", 1], ["Hard", 3], ["Good", 4], ["Easy", 5]];

  const day = (more = 0) => {
    const date = new Date();
    date.setDate(date.getDate() + more);
    return date.toLocaleDateString("sv"); // Sweden writes a day as ISO does
  };

  // SM-2 as docs/learn/recall.md tells it: a test compares the two.
  const review = ({ interval, ease, reps }, quality) => {
    if (quality < 3) return { interval: 0, ease, reps: 0 };
    const miss = 5 - quality;
    ease = Math.max(1.3, ease + (0.1 - miss * (0.08 + miss * 0.02)));
    reps += 1;
    interval = reps < 3 ? [0, 1, 6][reps] : Math.min(FAR, Math.ceil(interval * ease));
    return { interval, ease, reps };
  };

  const PANEL = `<p><label>Deck <select><option value="">All cards</option></select></label></p>
<p role="status"></p>
<div class="recall-shown" role="group" aria-label="Card" tabindex="-1"></div>
<p class="recall-act"><button type="button">Show the answer</button></p>
<p class="recall-act" hidden>${GRADES.map(([name], i) =>
    `<button type="button" aria-keyshortcuts="${i + 1}">${name} <kbd>${i + 1}</kbd></button>`).join(" ")}</p>`;

  customElements.define("detach-recall", class extends HTMLElement {
    connectedCallback() {
      const list = this.querySelector(".recall-all");
      this.cards = [...list.querySelectorAll(".recall-card")];
      this.seen = new Map(); // when a card was last shown here
      const box = document.createElement("div");
      box.className = "recall-box";
      box.innerHTML = PANEL;
      const find = (what) => box.querySelector(what);
      this.deck = find("select");
      for (const deck of list.querySelectorAll(".recall-deck")) {
        this.deck.add(new Option(deck.querySelector("h3").textContent, deck.id));
      }
      this.status = find("[role=status]");
      this.face = find(".recall-shown");
      [this.ask, this.grades] = box.querySelectorAll(".recall-act");
      this.prepend(box);
      // The browser opens the list for an address inside it.
      list.open = list.contains(document.getElementById(location.hash.slice(1)));
      this.deck.addEventListener("change", () => this.next());
      this.ask.firstChild.addEventListener("click", () => this.turn());
      this.grades.addEventListener("click", ({ target }) => {
        const button = target.closest("button");
        if (button) this.grade([...this.grades.children].indexOf(button));
      });
      box.addEventListener("keydown", (event) => this.press(event));
      addEventListener("detach-stored", () => this.tell());
      this.next();
    }

    press(event) {
      const { key, target } = event;
      if (event.ctrlKey || event.altKey || event.metaKey || target === this.deck) return;
      if ((key === " " || key === "Enter") && !target.closest("button, a") && !this.ask.hidden) this.turn();
      else if (/^[1-4]$/.test(key) && !this.grades.hidden) this.grade(key - 1);
      else return;
      event.preventDefault();
    }

    // What is left today in the deck, first what comes back, then what is new.
    left() {
      const known = detachStore.read("recall", {});
      const { day: last, fresh } = detachStore.read("recallDay", {});
      const today = day();
      const deck = this.cards.filter((card) => !this.deck.value || card.closest(`#${this.deck.value}`));
      const due = deck.filter(({ id }) => known[id]?.due <= today);
      const added = deck.filter(({ id }) => !known[id]);
      return {
        due,
        added: added.slice(0, Math.max(0, NEW - (last === today ? fresh : 0))),
        later: deck.map(({ id }) => known[id]?.due).filter((when) => when > today).sort(),
      };
    }

    tell() {
      const { due, added, later } = this.left();
      let told = `${due.length} due, ${added.length} new, ${later.length} learned.`;
      if (!due.length && !added.length) {
        told += ` Nothing is left in this deck today${later.length ? `; the next card is due on ${later[0]}` : ""}.`;
      }
      this.status.textContent = told;
    }

    // A card that was graded Again waits for the others.
    next() {
      const { due, added } = this.left();
      const when = (card) => this.seen.get(card) ?? 0;
      [this.card] = [...due, ...added].sort((a, b) => when(a) - when(b));
      this.face.hidden = this.ask.hidden = !this.card;
      this.grades.hidden = true;
      this.face.replaceChildren();
      this.tell();
      if (this.card) this.add(this.card.querySelector("summary"));
    }

    add(part) {
      const shown = document.createElement("div");
      shown.append(...part.cloneNode(true).childNodes);
      shown.tabIndex = -1;
      this.face.append(shown);
      return shown;
    }

    turn() {
      this.ask.hidden = true;
      this.grades.hidden = false;
      this.add(this.card.querySelector(".recall-back")).focus();
    }

    grade(at) {
      const { id } = this.card;
      const known = detachStore.read("recall", {});
      const last = detachStore.read("recallDay", {});
      const today = day();
      const state = review(known[id] ?? { interval: 0, ease: 2.5, reps: 0 }, GRADES[at][1]);
      const graded = (last.graded ?? 0) + 1;
      this.seen.set(this.card, graded);
      detachStore.write("recall", { ...known, [id]: { due: day(state.interval), ...state } });
      detachStore.write("recallDay", {
        day: today,
        fresh: (last.day === today ? last.fresh : 0) + !known[id],
        graded,
      });
      this.next();
      (this.card ? this.face : this.deck).focus();
      const done = detachStore.read("done", {});
      if (!done.recall && (graded >= DONE || !this.card)) {
        detachStore.write("done", { ...done, recall: today });
      }
    }
  });
}
