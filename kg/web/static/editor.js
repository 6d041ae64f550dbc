// The query's text area becomes an editor where one was built in (`make assets`); else the text area stays.
"use strict";

(() => {
  const area = document.getElementById("query");
  const form = area.form;
  const run = () => form.requestSubmit();
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
  });
  const Yasqe = window.Yasqe;
  if (!Yasqe) {
    if (area.dataset.line) {
      // To the place where the query breaks.
      const lines = area.value.split("\n");
      const at = lines.slice(0, area.dataset.line - 1).join("\n").length + Math.min(1, area.dataset.line - 1) + Number(area.dataset.column) - 1;
      area.focus();
      area.setSelectionRange(at, at);
    }
    return;
  }

  const terms = fetch("/api/terms").then((answer) => (answer.ok ? answer.json() : []));
  Yasqe.registerAutocompleter({
    name: "vocabulary",
    bulk: true,
    autoShow: false,
    get: () => terms,
    isValidCompletionPosition: (yasqe) => {
      const { string } = yasqe.getCompleteToken();
      return /^[a-z]/.test(string) && !/^[?$<"']/.test(string);
    },
    preProcessToken: (yasqe, token) => ({ ...token, autocompletionString: token.string }),
    postProcessSuggestion: (yasqe, token, suggested) => suggested,
  });
  const place = document.createElement("div");
  area.after(place);
  const yasqe = new Yasqe(place, {
    value: area.value,
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    showQueryButton: false,
    resizeable: false,
    collapsePrefixesOnLoad: false,
    syntaxErrorCheck: false, // its grammar wants declared prefixes; the server says where a query breaks
    autocompleters: ["variables", "vocabulary"],
    viewportMargin: Infinity,
    lineWrapping: true,
  });
  yasqe.setValue(area.value);
  yasqe.addKeyMap({ "Ctrl-Enter": run, "Cmd-Enter": run, Tab: false, "Shift-Tab": false });
  yasqe.getInputField().setAttribute("aria-label", "Query");
  area.hidden = true;
  area.removeAttribute("id");
  document.querySelector("label[for=query]")?.remove();
  yasqe.on("change", () => (area.value = yasqe.getValue()));
  form.addEventListener("submit", () => (area.value = yasqe.getValue()));
  if (area.dataset.line) {
    const [line, ch] = [area.dataset.line - 1, area.dataset.column - 1];
    yasqe.addLineClass(line, "background", "broken-line");
    const token = yasqe.getTokenAt({ line, ch: ch + 1 });
    yasqe.markText({ line, ch }, { line, ch: Math.max(ch + 1, token.end) }, { className: "broken" });
    yasqe.focus();
    yasqe.setCursor({ line, ch });
  }
})();
