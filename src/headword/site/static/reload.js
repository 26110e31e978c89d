// Shows a page again when it has been built again, or says why that failed; only `headword serve` puts it into pages.
//
// A browser keeps six connections to a server, whatever the number of its tabs: one that nobody looks at listens to
// nothing, and is told of what it has missed when it is looked at again.
const RETRY = 5000;
const { events } = document.querySelector("script[data-events]").dataset;
let source = null;
let again = 0;

function show({ data }) {
  const { trouble } = JSON.parse(data);
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
}

function listen() {
  clearTimeout(again);
  source?.close();
  source = null;
  if (document.hidden) {
    return;
  }
  source = new EventSource(events);
  source.addEventListener("message", show);
  source.addEventListener("error", () => {
    // What was refused is not tried again by the browser itself.
    if (source?.readyState === EventSource.CLOSED) {
      again = setTimeout(listen, RETRY);
    }
  });
}

document.addEventListener("visibilitychange", listen);
listen();
