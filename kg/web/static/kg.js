// Small conveniences. Every page is whole without them.
"use strict";

// Point at a fact, its words light up; point at words, their facts do. The same for focus by keyboard.
(() => {
  const reading = document.querySelector(".reading");
  if (!reading) return;
  const of = new Map();
  for (const element of reading.querySelectorAll("[data-facts]"))
    for (const fact of element.dataset.facts.split(" ")) {
      if (!of.has(fact)) of.set(fact, []);
      of.get(fact).push(element);
    }
  let lit = [];
  const light = (facts) => {
    for (const element of lit) element.classList.remove("lit");
    lit = facts.flatMap((fact) => of.get(fact) || []);
    for (const element of lit) element.classList.add("lit");
  };
  const told = (event) => event.target.closest("[data-facts]")?.dataset.facts.split(" ") || [];
  for (const kind of ["pointerover", "focusin"]) reading.addEventListener(kind, (event) => light(told(event)));
  reading.addEventListener("pointerleave", () => light([]));
  reading.addEventListener("click", (event) => {
    const words = event.target.closest("mark");
    if (!words || String(getSelection())) return;
    // The narrowest fact here is the last named one: wide ones begin earlier.
    const fact = document.getElementById(words.dataset.facts.split(" ").at(-1));
    fact?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    fact?.focus({ preventScroll: true });
  });

  const least = document.getElementById("least");
  if (least) {
    least.parentElement.hidden = false;
    const sure = new Map([...reading.querySelectorAll(".fact")].map((fact) => [fact.id, Number(fact.dataset.sure)]));
    least.addEventListener("input", () => {
      document.getElementById("least-shown").value = least.value;
      for (const element of reading.querySelectorAll("[data-facts]"))
        element.classList.toggle("under", element.dataset.facts.split(" ").every((fact) => sure.get(fact) < Number(least.value)));
    });
  }
})();

// Tables sort by their heads.
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const key = (row, column) => {
    const cell = row.cells[column];
    const text = (cell.dataset.key ?? cell.textContent).trim();
    const number = Number(text.replace(/[\u2009,]/g, ""));
    return text !== "" && !Number.isNaN(number) ? number : text.toLocaleLowerCase();
  };
  const compare = (a, b) =>
    typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1;
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...table.tBodies[0].rows].map((row) => [key(row, column), row]);
      rows.sort(([a], [b]) => (a === "" ? 1 : b === "" ? -1 : down ? compare(b, a) : compare(a, b)));
      table.tBodies[0].append(...rows.map(([, row]) => row));
    });
  });
}

// Names are completed while they are written; "/" goes to the search.
(() => {
  const list = document.getElementById("found");
  let asked = "";
  const complete = async (input) => {
    const wanted = input.value.trim();
    if (wanted.length < 2 || wanted === asked) return;
    asked = wanted;
    const answer = await fetch(`/api/entities?limit=8&q=${encodeURIComponent(wanted)}`);
    if (!answer.ok || asked !== wanted) return;
    const { entities } = await answer.json();
    list.replaceChildren(...entities.map(({ label }) => new Option(label, label)));
  };
  for (const input of document.querySelectorAll("input[list=found]"))
    input.addEventListener("input", () => setTimeout(() => complete(input), 120));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select, [contenteditable], .CodeMirror")) return;
    event.preventDefault();
    (document.getElementById("big") || document.getElementById("find")).focus();
  });
})();
