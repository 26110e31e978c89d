// The map as a file: SVG with all styles written out, or PNG painted from the same elements.
// The picture is painted, not loaded: a strict content security policy lets no page load a picture that it made itself.
// Knows SVG elements and their computed styles.

import { separatorOf } from "./language.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const SHARPNESS = 2;
const LARGEST = 8192; // pixels: browsers make no larger canvas for sure
const STYLES = ["fill", "stroke", "stroke-width", "font-size", "font-weight", "unicode-bidi"];
const SHAPES = "path, rect, text";

export function saveSvg(drawing, title) {
  save(new Blob([writeSvg(drawing, title)], { type: "image/svg+xml" }), `${fileName(title)}.svg`);
}

export function savePng(drawing, title) {
  paint(drawing).toBlob((blob) => save(blob, `${fileName(title)}.png`), "image/png");
}

function writeSvg(drawing, title) {
  const { x, y, width, height } = drawing.extent();
  const svg = document.createElementNS(NAMESPACE, "svg");
  const look = getComputedStyle(drawing.svg);
  const attributes = {
    viewBox: [x, y, width, height].map(Math.round).join(" "),
    width: Math.round(width),
    height: Math.round(height),
    "font-family": look.fontFamily,
    direction: "ltr",
  };
  for (const [name, value] of Object.entries(attributes)) {
    svg.setAttribute(name, value);
  }
  const heading = document.createElementNS(NAMESPACE, "title");
  heading.textContent = title;
  svg.append(heading, paper(drawing, attributes.viewBox));
  for (const group of drawing.plane.children) {
    svg.append(copy(group));
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
}

function paper(drawing, frame) {
  const rect = document.createElementNS(NAMESPACE, "rect");
  ["x", "y", "width", "height"].forEach((name, at) => rect.setAttribute(name, frame.split(" ")[at]));
  rect.setAttribute("fill", background(drawing));
  return rect;
}

// The element without what only the page needs, its look in attributes; links lead to the concepts themselves.
function copy(element) {
  const name = element.localName;
  const item = element.mapItem;
  const address = item && (item.iri || publish(item.address));
  const made = document.createElementNS(NAMESPACE, name === "a" && !address ? "g" : name);
  if (element.getAttribute("transform")) {
    made.setAttribute("transform", element.getAttribute("transform"));
  }
  if (element.matches(SHAPES)) {
    const look = getComputedStyle(element);
    for (const attribute of element.attributes) {
      if (attribute.name !== "class") {
        made.setAttribute(attribute.name, attribute.value);
      }
    }
    for (const style of STYLES) {
      made.setAttribute(style, look.getPropertyValue(style));
    }
  }
  if (made.localName === "a" && /^https?:/.test(address)) {
    made.setAttribute("href", address);
    const full = document.createElementNS(NAMESPACE, "title");
    full.textContent = [item.label, (item.keywords ?? []).join(separatorOf(document.documentElement.lang))].filter(Boolean).join("\n");
    made.append(full);
  }
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      made.append(child.data);
    } else if (child.localName !== "circle") {
      made.append(copy(child));
    }
  }
  return made;
}

// The address at which a page is published; that of the page itself may be a preview's.
function publish(address) {
  const canonical = document.querySelector("link[rel=canonical]")?.href;
  return address && canonical ? new URL(`${document.documentElement.dataset.root}${address}/`, canonical).href : "";
}

function paint(drawing) {
  const { x, y, width, height } = drawing.extent();
  const scale = Math.min(SHARPNESS, LARGEST / width, LARGEST / height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * scale);
  canvas.height = Math.ceil(height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = background(drawing);
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = "alphabetic";
  for (const element of drawing.plane.querySelectorAll(SHAPES)) {
    const look = getComputedStyle(element);
    const turn = Number(/^rotate\((.+)\)$/.exec(element.parentElement.getAttribute("transform"))?.[1] ?? 0);
    pen.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
    pen.rotate((turn * Math.PI) / 180);
    pen.fillStyle = look.fill;
    pen.strokeStyle = look.stroke;
    pen.lineWidth = Number.parseFloat(look.strokeWidth) || 1;
    if (element.localName === "text") {
      write(pen, element, look);
    } else {
      fill(pen, shape(element), look);
    }
  }
  return canvas;
}

function shape(element) {
  if (element.localName === "path") {
    return new Path2D(element.getAttribute("d"));
  }
  const [x, y, width, height, radius] = ["x", "y", "width", "height", "rx"].map((name) => Number(element.getAttribute(name)));
  const path = new Path2D();
  path.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
  return path;
}

function fill(pen, path, look) {
  if (look.fill !== "none") {
    pen.fill(path);
  }
  if (look.stroke !== "none") {
    pen.stroke(path);
  }
}

function write(pen, element, look) {
  const anchor = element.getAttribute("text-anchor");
  pen.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
  pen.direction = "ltr";
  pen.textAlign = { start: "left", middle: "center", end: "right" }[anchor];
  const y = Number(element.getAttribute("y")) + 0.35 * Number.parseFloat(look.fontSize);
  pen.fillText(element.textContent, Number(element.getAttribute("x")), y);
}

function background(drawing) {
  return getComputedStyle(drawing.svg.parentElement).backgroundColor;
}

// What no system forbids in the name of a file.
function fileName(title) {
  return title.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-").replaceAll(/^-|-$/gu, "").slice(0, 60) || "map";
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
