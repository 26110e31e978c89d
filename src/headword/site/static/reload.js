// Shows a page again when it has been built again, or says why that failed; only `headword serve` puts it into pages.
const script = document.querySelector("script[data-events]");
const source = new EventSource(script.dataset.events);

source.addEventListener("message", (event) => {
  const { trouble } = JSON.parse(event.data);
  document.getElementById("trouble")?.remove();
  if (!trouble) {
    location.reload();
    return;
  }
  const banner = document.createElement("pre");
  banner.id = "trouble";
  banner.setAttribute("role", "alert");
  banner.textContent = trouble;
  document.body.prepend(banner);
});
