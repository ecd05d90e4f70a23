"use strict";
const choices = ["type", "kind", "slot"].map((name) => document.getElementById("by-" + name));
const shown = document.getElementById("shown");
const pairs = [...document.querySelectorAll(".pair")];

function filter() {
  const [type, kind, slot] = choices.map((choice) => choice.value);
  let number = 0;
  for (const pair of pairs) {
    const faults = pair.dataset.faults.split("|").map((fault) => fault.split(":"));
    const fits =
      (!type || pair.dataset.types.split("|").includes(type)) &&
      faults.some(([k, s]) => (!kind || k === kind) && (!slot || s === slot));
    pair.hidden = !fits;
    number += fits;
  }
  for (const article of document.querySelectorAll("article")) {
    article.hidden = !article.querySelector(".pair:not([hidden])");
  }
  shown.textContent = number === 1 ? "1 difference" : number + " differences";
}

for (const choice of choices) choice.addEventListener("change", filter);
document.getElementById("filters").hidden = false;
filter();
