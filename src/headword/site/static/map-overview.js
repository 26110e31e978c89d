// The whole map as a small picture in a corner of the sheet, with a frame around what is seen; pressing it moves the view.
// For those who point: keys move the map itself, so it is hidden from screen readers.

const NAMESPACE = "http://www.w3.org/2000/svg";

function make(name, attributes) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}

const placeOf = (box) => ({ x: box.x, y: box.y, width: box.width, height: box.height });

export class Overview {
  constructor(sheet, view) {
    this.view = view;
    this.seen = make("rect", { class: "map-seen", "vector-effect": "non-scaling-stroke" });
    this.svg = make("svg", { class: "map-overview", "aria-hidden": "true" });
    sheet.append(this.svg);
    const move = (event) => event.buttons && this.#move(event);
    this.svg.addEventListener("pointerdown", (event) => {
      this.svg.setPointerCapture(event.pointerId);
      move(event);
    });
    this.svg.addEventListener("pointermove", move);
  }

  /** Draw upright frames of labels, and all that is in `extent`. */
  show(extent, frames) {
    this.extent = extent;
    this.svg.setAttribute("viewBox", Object.values(placeOf(extent)).join(" "));
    const marks = frames.map((box) => make("rect", { ...placeOf(box), y: box.y - box.height / 2 }));
    this.svg.replaceChildren(...marks, this.seen);
    this.follow();
  }

  /** Put the frame around what is seen; where that is all, no picture is shown. */
  follow() {
    if (!this.extent) return;
    const { x, y, scale, size } = this.view;
    const seen = { x: -x / scale, y: -y / scale, width: size.width / scale, height: size.height / scale };
    const { extent } = this;
    const slack = 1 / scale;
    const isWhole = ["x width", "y height"].map((names) => names.split(" ")).every(
      ([start, length]) =>
        seen[start] <= extent[start] + slack && seen[start] + seen[length] >= extent[start] + extent[length] - slack,
    );
    this.svg.classList.toggle("map-whole", isWhole);
    for (const [attribute, value] of Object.entries(seen)) this.seen.setAttribute(attribute, value);
  }

  #move(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    this.view.centre({ x: point.x, y: point.y, width: 0 });
  }
}
