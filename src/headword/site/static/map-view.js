// Which part of the map is seen, and how large: wheel, drag, two fingers. One transform of one group; nothing is laid out.
// Knows pointers and numbers; must not know what is drawn.

const LEAST = 0.02;
const MOST = 4;
const READABLE = 0.65;
const FAR = 0.3; // smaller letters cannot be read, and are not drawn
const SLACK = 4; // pixels that a hand may tremble in a click
const STEP = 180; // milliseconds of a zoom

export class View {
  constructor(svg, plane) {
    this.svg = svg;
    this.plane = plane;
    this.x = 0;
    this.y = 0;
    this.scale = 1;
    this.dragged = false;
    this.onMove = () => {};
    this.frame = 0;
    this.resize();
    this.pointers = new Map();
    svg.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    svg.addEventListener("pointerdown", (event) => this.press(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    svg.addEventListener("pointerup", (event) => this.release(event));
    svg.addEventListener("pointercancel", (event) => this.release(event));
    svg.addEventListener("dragstart", (event) => event.preventDefault());
  }

  // Read once and when it changes: reading it after drawing would have everything laid out at once.
  resize() {
    this.size = { width: this.svg.clientWidth, height: this.svg.clientHeight };
  }

  set(x, y, scale) {
    this.x = x;
    this.y = y;
    this.scale = Math.min(MOST, Math.max(LEAST, scale));
    this.onMove();
    this.frame ||= requestAnimationFrame(() => this.paint());
  }

  paint() {
    this.frame = 0;
    const [x, y] = [this.x, this.y].map((number) => Math.round(number * 100) / 100);
    this.plane.setAttribute("transform", `translate(${x} ${y}) scale(${Math.round(this.scale * 1e4) / 1e4})`);
    this.svg.classList.toggle("map-far", this.scale < FAR);
  }

  // Zooms about a point of the sheet, which stays where it is.
  zoomAt(factor, x, y) {
    const scale = Math.min(MOST, Math.max(LEAST, this.scale * factor));
    const change = scale / this.scale;
    this.set(x - (x - this.x) * change, y - (y - this.y) * change, scale);
  }

  // Zooms about the middle, in steps that the eye can follow where motion is wanted.
  zoom(factor) {
    const { width, height } = this.size;
    const goal = Math.min(MOST, Math.max(LEAST, (this.goal ?? this.scale) * factor));
    cancelAnimationFrame(this.moving);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.zoomAt(goal / this.scale, width / 2, height / 2);
      return;
    }
    this.goal = goal;
    const from = this.scale;
    const begun = performance.now();
    const step = (now) => {
      const part = Math.min(1, Math.max(0, (now - begun) / STEP));
      this.zoomAt((from * (goal / from) ** part) / this.scale, width / 2, height / 2);
      if (part < 1) {
        this.moving = requestAnimationFrame(step);
      } else {
        this.goal = undefined;
      }
    };
    this.moving = requestAnimationFrame(step);
  }

  pan(x, y) {
    this.set(this.x + x, this.y + y, this.scale);
  }

  // Moves the view as the plane moved, so that something stays where it was.
  shift(x, y) {
    this.set(this.x + x * this.scale, this.y + y * this.scale, this.scale);
  }

  // All of it in the middle, not larger than life.
  fit(extent, least = LEAST) {
    this.stop();
    const { width, height } = this.size;
    const scale = Math.max(least, Math.min(1, width / extent.width, height / extent.height));
    this.set(
      width / 2 - (extent.x + extent.width / 2) * scale,
      height / 2 - (extent.y + extent.height / 2) * scale,
      scale,
    );
  }

  // All of it if that can be read; else the scheme, in the middle or, on a narrow sheet, where reading begins.
  start(extent, trunk, edge) {
    const { width, height } = this.size;
    this.fit(extent, READABLE);
    if (edge && extent.width * this.scale > width) {
      const x = edge === "rtl" ? width - 16 - (trunk.x + trunk.width) * this.scale : 16 - trunk.x * this.scale;
      this.set(x, height / 2 - trunk.y * this.scale, this.scale);
    } else if (extent.height * this.scale > height) {
      this.set(this.x, height / 2 - trunk.y * this.scale, this.scale);
    }
  }

  // A box in the middle, at a scale that can be read.
  centre(box, least = 0) {
    this.stop();
    const { width, height } = this.size;
    const scale = Math.max(this.scale, least);
    this.set(width / 2 - (box.x + box.width / 2) * scale, height / 2 - box.y * scale, scale);
  }

  // Moves as little as brings a box into sight.
  reveal(box) {
    const { width, height } = this.size;
    const [left, right] = [box.x, box.x + box.width].map((x) => x * this.scale + this.x);
    const [top, bottom] = [-1, 1].map((side) => (box.y + (side * box.height) / 2) * this.scale + this.y);
    const along = (from, to, whole) => (from < 16 ? 16 - from : to > whole - 16 ? Math.max(16 - from, whole - 16 - to) : 0);
    const [x, y] = [along(left, right, width), along(top, bottom, height)];
    if (x || y) {
      this.pan(x, y);
    }
  }

  stop() {
    cancelAnimationFrame(this.moving);
    this.goal = undefined;
  }

  wheel(event) {
    const lines = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1;
    const factor = Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0015));
    const before = this.scale;
    this.stop();
    const { left, top } = this.svg.getBoundingClientRect();
    this.zoomAt(factor, event.clientX - left, event.clientY - top);
    // At the end of zooming the page may scroll.
    if (event.ctrlKey || this.scale !== before) {
      event.preventDefault();
    }
  }

  press(event) {
    if (event.button !== 0) {
      return;
    }
    this.stop();
    if (!this.pointers.size) {
      this.dragged = false;
      this.from = { x: event.clientX, y: event.clientY };
    }
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  move(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) {
      return;
    }
    if (!this.dragged && Math.hypot(event.clientX - this.from.x, event.clientY - this.from.y) < SLACK) {
      return;
    }
    if (!this.dragged) {
      this.dragged = true;
      this.svg.classList.add("map-dragged");
      this.svg.setPointerCapture(event.pointerId);
    }
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.pointers.set(event.pointerId, now);
    if (other) {
      this.pinch(last, now, other);
    } else {
      this.pan(now.x - last.x, now.y - last.y);
    }
  }

  // The points of the map under two fingers stay under them.
  pinch(last, now, other) {
    const { left, top } = this.svg.getBoundingClientRect();
    const before = Math.hypot(last.x - other.x, last.y - other.y);
    const after = Math.hypot(now.x - other.x, now.y - other.y);
    this.pan((now.x - last.x) / 2, (now.y - last.y) / 2);
    if (before > 0 && after > 0) {
      this.zoomAt(after / before, (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
    }
  }

  release(event) {
    this.pointers.delete(event.pointerId);
    if (!this.pointers.size) {
      this.svg.classList.remove("map-dragged");
    }
  }
}
