"use strict";
// Problems whose answers stand in the page: a form asks, the answer that was
// chosen is shown, and the score is kept in this browser.
{
  const LIMIT = 3;
  const bar = document.querySelector(".quiz-bar");
  const { part } = bar.dataset;
  const all = [...document.querySelectorAll("detach-quiz")];
  const state = ({ dataset }) => ({ tries: 0, solved: false, ...detachStore.read(part, {})[dataset.quiz] });
  const over = ({ tries, solved }) => solved || tries >= LIMIT;
  const count = (test) => all.map(state).filter(test).length;

  const score = () => {
    const solved = count((s) => s.solved);
    const first = count((s) => s.solved && s.tries === 1);
    const lost = count(over) - solved;
    bar.querySelector("[role=status]").textContent =
      `${solved} of ${all.length} solved, ${first} at the first attempt` + (lost ? `; ${lost} not solved.` : ".");
  };

  class Quiz extends HTMLElement {
    connectedCallback() {
      this.form = this.querySelector("form");
      this.said = this.querySelector(".quiz-said");
      this.answers = this.querySelector(".quiz-answers");
      this.hints = [...this.querySelectorAll(".quiz-hint")];
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.check();
      });
      // A hint comes when the one before it was read.
      this.hints.forEach((hint, i) => {
        const next = this.hints[i + 1];
        if (!next) return;
        next.hidden = true;
        hint.addEventListener("toggle", () => (next.hidden = false), { once: true });
      });
      this.said.tabIndex = -1;
      addEventListener("detach-stored", () => this.render());
      this.render();
    }

    check() {
      const chosen = this.form.querySelector(":checked");
      if (!chosen) return this.say("Choose one first.");
      const answer = this.querySelector(`[data-option=${chosen.value}]`);
      const solved = answer.dataset.right === "true";
      const tries = state(this).tries + 1;
      this.say(
        solved ? `✓ Right, at attempt ${tries} of ${LIMIT}.`
          : `✗ Not this one: attempt ${tries} of ${LIMIT}.${tries < LIMIT ? "" : " The answers are open below."}`,
        solved ? "right" : "wrong",
        answer.cloneNode(true).childNodes,
      );
      detachStore.write(part, { ...detachStore.read(part, {}), [this.dataset.quiz]: { tries, solved } });
      if (over({ tries, solved })) {
        this.answers.open = !solved;
        this.said.focus();
      }
      if (count((s) => s.solved) === all.length) {
        const today = new Date().toISOString().slice(0, 10);
        detachStore.write("done", { ...detachStore.read("done", {}), [part]: today });
      }
    }

    say(words, verdict, more = []) {
      this.said.firstChild.textContent = words;
      this.said.lastChild.replaceChildren(...more);
      if (verdict) this.said.dataset.verdict = verdict;
      else delete this.said.dataset.verdict;
    }

    render() {
      const now = state(this);
      const ended = over(now);
      this.form.querySelector("fieldset").disabled = ended;
      this.form.querySelector("button").hidden = ended;
      this.answers.hidden = !ended;
      if (now.tries && !this.said.dataset.verdict) {
        if (now.solved) this.say(`✓ Solved at attempt ${now.tries} of ${LIMIT}.`, "right");
        else this.say(`✗ Attempt ${now.tries} of ${LIMIT} was wrong.`, "wrong");
      }
      if (!now.tries && this.said.dataset.verdict) {
        this.form.reset();
        this.answers.open = false;
        this.say("");
      }
    }
  }

  let ticking = 0;
  const clock = (button) => {
    const shown = bar.querySelector("[role=timer]");
    const start = Date.now();
    clearInterval(ticking);
    ticking = ticking ? 0 : setInterval(() => {
      const seconds = Math.floor((Date.now() - start) / 1000);
      shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    }, 250);
    button.textContent = ticking ? "Stop the clock" : "Start a clock";
  };
  bar.addEventListener("click", ({ target }) => {
    if (target.dataset.do === "again") detachStore.write(part, {});
    if (target.dataset.do === "clock") clock(target);
  });
  bar.hidden = false;
  addEventListener("detach-stored", score);
  customElements.define("detach-quiz", Quiz);
  score();
}
