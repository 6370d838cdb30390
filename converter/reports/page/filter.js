"use strict";
(() => {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const entries = Array.from(document.querySelectorAll("[data-entry]"));
  const texts = entries.map((entry) => entry.textContent.toLowerCase());
  const checked = (name) =>
    new Set(Array.from(form.querySelectorAll(`input[name="${name}"]:checked`), (box) => box.value));
  const apply = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = checked("severity");
    const verdicts = checked("verdict");
    const states = checked("state");
    let count = 0;
    entries.forEach((entry, index) => {
      const { severity, verdict, state } = entry.dataset;
      const fits = (!severity || severities.has(severity)) && (!state || states.has(state)) &&
        (!verdict || verdicts.has(verdict)) && words.every((word) => texts[index].includes(word));
      entry.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = `${count} of ${entries.length} shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
})();
