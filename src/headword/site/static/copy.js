// Buttons that copy a text: data-copy is the text, data-copied what is said when it was copied, data-failed if not.
// Knows the clipboard; must not know what is copied.

const SHOWN = 2000; // milliseconds

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");

async function copy(button) {
  const { copied, failed = "" } = button.dataset;
  const said = await write(button.dataset.copy).then(() => copied, () => failed);
  status.textContent = said;
  button.classList.toggle("is-copied", said === copied);
  button.dataset.label ??= button.textContent;
  button.textContent = said || button.dataset.label;
  setTimeout(() => {
    status.textContent = "";
    button.classList.remove("is-copied");
    button.textContent = button.dataset.label;
  }, SHOWN);
}

async function write(text) {
  // Pages that come over plain HTTP have no clipboard, but browsers still copy what is selected.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  before?.focus();
  if (!isCopied) throw new Error("nothing was copied");
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
document.body.append(status);
