// Light, dark, or as the system has it: kept in the browser, and there before anything is painted.
// A classic script in the head: a module would come too late. Knows <html data-theme> and the button that changes it.
// The button's data-auto, data-light and data-dark say in words what is chosen.

(() => {
  const KEY = "headword-theme";
  const SIGNS = { auto: "◐", light: "☀", dark: "☾" };
  const NEXT = { auto: "light", light: "dark", dark: "auto" };
  const page = document.documentElement;
  // Styles keep the place of what scripts make.
  page.dataset.script = "on";

  function read() {
    try {
      const stored = localStorage.getItem(KEY);
      return stored in NEXT ? stored : "auto";
    } catch {
      return "auto";
    }
  }

  function keep(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // It holds for this page at least.
    }
  }

  function apply(theme) {
    if (theme === "auto") delete page.dataset.theme;
    else page.dataset.theme = theme;
    for (const button of document.querySelectorAll("[data-theme-button]")) show(button, theme);
  }

  function show(button, theme) {
    const sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = SIGNS[theme];
    button.replaceChildren(sign);
    button.setAttribute("aria-label", button.dataset[theme]);
    button.title = button.dataset[theme];
    button.hidden = false;
  }

  function change() {
    const next = NEXT[page.dataset.theme ?? "auto"];
    keep(next);
    apply(next);
  }

  apply(read());
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-button]")) button.addEventListener("click", change);
    apply(read());
  });
  // Other windows of the site follow.
  window.addEventListener("storage", (event) => event.key === KEY && apply(read()));
})();
