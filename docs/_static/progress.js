"use strict";
// What the reader has done: the mark of a page, and a panel of all marks.
{
  const SITE = "detach-examples";
  const done = () => detachStore.read("done", {});
  const isDay = (it) => /^\d{4}-\d\d-\d\d$/.test(it);

  // Other values would break the pages that read them.
  const kept = (text) => {
    const { site, kept } = JSON.parse(text);
    const good = site === SITE && kept.constructor === Object
      && Object.values(kept.done ?? {}).every(isDay)
      && Object.values(kept.recall ?? {}).every((card) => isDay(card.due)
        && ["interval", "ease", "reps"].every((name) => Number.isFinite(card[name])));
    if (good) return kept;
    throw 0;
  };

  customElements.define("detach-progress", class extends HTMLElement {
    connectedCallback() {
      const box = this.querySelector("[hidden]");
      const [first, ...buttons] = box.querySelectorAll("button");
      const status = box.querySelector("[role=status]");
      const { mode } = this.dataset;
      const show = (mode ? this.mark : this.panel).call(this, first, (text) => (status.textContent = text), buttons);
      addEventListener("detach-stored", show);
      show();
      box.hidden = false;
      if (!mode) this.firstElementChild.hidden = true;
    }

    mark(button, tell) {
      const { mode } = this.dataset;
      button.onclick = () => {
        const { [mode]: was, ...others } = done();
        // Sweden writes a day as ISO does.
        detachStore.write("done", was ? others : { ...others, [mode]: new Date().toLocaleDateString("sv") });
      };
      return () => {
        const when = done()[mode];
        button.ariaPressed = !!when;
        tell(when ? `Done on ${when}.` : "");
      };
    }

    panel(out, tell, [clear, yes, no]) {
      out.onclick = () => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([JSON.stringify({ site: SITE, kept: detachStore.all() })]));
        link.download = `${SITE}-progress.json`;
        link.click();
      };
      const file = this.querySelector("input");
      file.onchange = async () => {
        try {
          detachStore.replace(kept(await file.files[0].text()));
          tell("Your progress is imported.");
        } catch {
          tell("This is no progress file of this site: nothing was changed.");
        }
        file.value = "";
      };
      const sure = yes.parentElement;
      const ask = (open) => {
        sure.hidden = !open;
        (open ? no : clear).focus();
      };
      clear.onclick = () => ask(true);
      no.onclick = () => ask(false);
      yes.onclick = () => {
        detachStore.replace({});
        ask(false);
        tell("All is cleared.");
      };
      return () => {
        for (const item of this.querySelectorAll("li")) {
          const when = done()[item.className.slice(5)];
          item.querySelector("span.done")?.remove();
          if (when) item.firstElementChild.insertAdjacentHTML("beforeend", `<span class="done"> done on ${when}</span>`);
        }
      };
    }
  });
}
