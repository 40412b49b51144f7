// The drawing pad: a digit is drawn, brought into the form of the training images, and read by a
// network. What it reads, what its layers answer and what its answer rests on stands beside it.

import { Network } from "./arithmetic.js";
import { button, colours, css, draw, element, grey, guard, menu, numbers, pages, pen, picture, signed, three } from "./parts.js";

export default { render };

// -- the form of the training images; lectures_nn.widgets.drawing has the same --------------------

const FINE = 4; // a pixel is the mean of FINE x FINE points

function ink(strokes, form) {
  const n = form.side * FINE, made = new Float64Array(n * n);
  const place = (at) => Math.min(n, Math.max(0, at)), reach = form.pen / 2 + 1 / FINE;
  for (const stroke of strokes) {
    stroke.forEach(([px, py], i) => {
      const [qx, qy] = stroke[Math.min(i + 1, stroke.length - 1)];
      const dx = qx - px, dy = qy - py, square = dx * dx + dy * dy;
      // Beyond these rows and columns there is no ink of this piece.
      const [top, bottom] = [Math.min(py, qy) - reach, Math.max(py, qy) + reach].map((y) => y * FINE);
      const [left, right] = [Math.min(px, qx) - reach, Math.max(px, qx) + reach].map((x) => x * FINE);
      for (let row = place(Math.floor(top)); row < place(Math.ceil(bottom)); row++) {
        for (let column = place(Math.floor(left)); column < place(Math.ceil(right)); column++) {
          const x = (column + 0.5) / FINE, y = (row + 0.5) / FINE;
          let t = square > 0 ? ((x - px) * dx + (y - py) * dy) / square : 0;
          t = Math.min(1, Math.max(0, t));
          const u = px + t * dx - x, v = py + t * dy - y, distance = Math.sqrt(u * u + v * v);
          const here = Math.min(1, Math.max(0, (form.pen / 2 - distance) * FINE + 0.5));
          const at = row * n + column;
          if (here > made[at]) made[at] = here;
        }
      }
    });
  }
  return made;
}

export function trainingImage(strokes, form) {
  const { side, box, centre, pen: width } = form, n = side * FINE, image = new Float64Array(side * side);
  if (!strokes.length) return image;
  const points = strokes.flat();
  const ends = [0, 1].map((axis) => points.reduce(
    ([low, high], point) => [Math.min(low, point[axis]), Math.max(high, point[axis])], [Infinity, -Infinity],
  ));
  const longest = Math.max(...ends.map(([low, high]) => high - low));
  const scale = longest > 0 ? (box - width) / longest : 0;
  const placed = strokes.map((stroke) => stroke.map((point) => point.map(
    (at, axis) => (at - (ends[axis][0] + ends[axis][1]) / 2) * scale + side / 2,
  )));
  const first = ink(placed, form), mass = [0, 0];
  let total = 0;
  first.forEach((value, at) => {
    total += value;
    mass[0] += value * ((at % n) + 0.5) / FINE;
    mass[1] += value * (Math.floor(at / n) + 0.5) / FINE;
  });
  const shift = mass.map((sum, axis) => {
    const room = side / 2 - ((ends[axis][1] - ends[axis][0]) * scale + width) / 2;
    return Math.min(room, Math.max(-room, centre - sum / total));
  });
  const moved = placed.map((stroke) => stroke.map((point) => point.map((at, axis) => at + shift[axis])));
  ink(moved, form).forEach((value, at) => {
    const row = Math.floor(Math.floor(at / n) / FINE), column = Math.floor((at % n) / FINE);
    image[row * side + column] += value / FINE ** 2;
  });
  return image;
}

// -- what an answer rests on ----------------------------------------------------------------------

// The lead of class k, its logit minus the mean of all logits, as a sum: what each node of the layer
// below the last gives, or each map where that layer is flattened maps, and the bias.
export function contributions(network, k) {
  const { layers } = network, last = layers.at(-1);
  if (last.name !== "Dense") return null;
  const { W, b, n_in, n_out, a } = last, below = layers.at(-2);
  const maps = below?.name === "Flatten" && layers.at(-3)?.output_shape[2];
  const parts = new Float64Array(maps || n_in), mean = (values) => values.reduce((one, other) => one + other) / n_out;
  for (let j = 0; j < n_in; j++) {
    const row = W.subarray(j * n_out, (j + 1) * n_out);
    parts[maps ? j % maps : j] += a[j] * (row[k] - mean(row));
  }
  return { parts, bias: b[k] - mean(b), what: maps ? "map" : layers.length > 1 ? "node" : "pixel" };
}

export const lead = (z, k) => z[k] - z.reduce((one, other) => one + other) / z.length;

// By how much the lead of class k falls if the ink in a window is taken away, for windows around
// each pixel of a coarse grid; `live` says whether anybody still wants to know.
export async function occlusion(network, image, side, k, live = () => true) {
  const window = side > 8 ? 5 : 3, stride = side > 8 ? 2 : 1, n = Math.ceil(side / stride);
  const fall = new Float64Array(n * n), whole = lead(network.forward(image, 1), k);
  for (let at = 0; at < n * n; at++) {
    if (at % n === 0) await new Promise((go) => setTimeout(go)); // the page goes on meanwhile
    if (!live()) return null;
    const top = Math.floor(at / n) * stride - (window >> 1), left = (at % n) * stride - (window >> 1);
    const without = image.slice();
    let taken = 0;
    for (let row = Math.max(0, top); row < Math.min(side, top + window); row++) {
      for (let column = Math.max(0, left); column < Math.min(side, left + window); column++) {
        taken += without[row * side + column];
        without[row * side + column] = 0;
      }
    }
    if (taken) fall[at] = whole - lead(network.forward(without, 1), k);
  }
  return { fall, n };
}

// -- the page -------------------------------------------------------------------------------------

const SIZE = 260; // of the pad, in pixels of the page
const CURSOR = 0.05; // of the pad, for an arrow key

let copies = 0;

export function render({ model, el }) {
  const data = model.get("data"), settings = { ...model.get("settings") }, copy = ++copies;
  const networks = Object.fromEntries(Object.entries(data.networks).map(([name, given]) => {
    const network = new Network(given, numbers(given.theta));
    return [name, Object.assign(network, { side: given.side })];
  }));
  let strokes = [], example = true, chosen = null, cursor = [0.5, 0.5], down = false, version = 0;
  let image, probabilities;
  el.classList.add("lectures-nn-explorable");
  guard(el);

  const pad = element("canvas", { className: "pad", tabIndex: 0, role: "application" });
  const help = element("p", { id: `lectures-nn-help-${copy}`, textContent:
    "Draw with mouse, pen or finger. With keys: arrows move the pen, space puts it down or lifts it, Backspace takes the last stroke back, Delete clears." });
  pad.setAttribute("aria-label", "Drawing pad");
  pad.setAttribute("aria-describedby", help.id);
  const which = menu("network", Object.keys(networks).map((name) => [name, name]), (name) => {
    settings.network = name;
    model.set("settings", { ...settings });
    model.save_changes();
    layOut();
    changed();
  });
  const examples = menu("example", [["", "\u2026"], ...Object.keys(data.examples).map((digit) => [digit, digit])], (digit) => {
    if (digit !== "") take(digit);
  });
  const status = element("p", { className: "sentence", role: "status" });
  const input = element("canvas", { className: "given", role: "img" });
  const bars = Array.from({ length: 10 }, (_, k) => {
    const bar = element("span", { className: "bar" }), text = element("span", { className: "value" });
    const made = element("button", { type: "button", onclick: () => { chosen = chosen === k ? null : k; changed(); } },
      element("b", {}, `${k}`), element("span", { className: "track" }, bar), text);
    return Object.assign(made, { bar, text });
  });
  const layers = element("div", { className: "layers" });
  const map = element("canvas", { className: "given", role: "img" });
  const table = element("tbody"), heading = element("h4"), lines = element("p");
  el.replaceChildren(
    element("div", { className: "row" }, ...(Object.keys(networks).length > 1 ? [which.node] : []), examples.node,
      button("Undo", undo), button("Clear", clear), status),
    element("div", { className: "pictures digits" },
      element("figure", {}, pad),
      element("figure", {}, element("figcaption", {}, "what the network gets"), input),
      element("div", { className: "bars", role: "group", ariaLabel: "probabilities; press one to ask for its evidence" }, ...bars),
      element("div", { className: "evidence" }, heading,
        element("div", { className: "row" }, element("figure", {}, map), element("table", {}, table)))),
    help, layers, lines);
  lines.textContent = "Evidence. The lead of a digit is its logit minus the mean of all ten. Picture: where taking the ink of a small window away lowers the lead (blue) or raises it (orange). Table: the lead as a sum over what the last layer sees, its largest terms first.";

  const network = () => networks[settings.network];

  function take(digit) {
    strokes = data.examples[digit].map((stroke) => stroke.map((point) => [...point]));
    example = true;
    down = false;
    examples.show(digit);
    changed();
  }

  function begin(point) {
    if (example) strokes = []; // the first stroke of one's own replaces the example
    example = false;
    examples.show("");
    strokes.push([point]);
    changed();
  }

  function on(point) {
    const stroke = strokes.at(-1), [x, y] = stroke.at(-1);
    if (Math.hypot(point[0] - x, point[1] - y) < 0.012) return;
    stroke.push(point);
    changed();
  }

  function undo() {
    down = false;
    strokes.pop();
    changed();
  }

  function clear() {
    [strokes, example, chosen, down] = [[], false, null, false];
    examples.show("");
    changed();
  }

  const inside = (value) => Math.min(1, Math.max(0, value));
  const where = (event) => {
    const box = pad.getBoundingClientRect();
    return [inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height)];
  };
  pad.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    pad.setPointerCapture(event.pointerId);
    down = false;
    pad.drawing = true;
    cursor = where(event);
    begin(cursor);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!pad.drawing) return;
    cursor = where(event);
    on(cursor);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    pad.addEventListener(name, () => { pad.drawing = false; });
  }
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  pad.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (move) {
      cursor = cursor.map((at, axis) => inside(at + CURSOR * move[axis]));
      if (down) on(cursor);
      drawPad();
    } else if (event.key === " ") {
      down = !down;
      if (down) begin(cursor);
      else changed();
    } else if (event.key === "Backspace") undo();
    else if (event.key === "Delete") clear();
    else return;
    event.preventDefault();
  });
  for (const name of ["focus", "blur"]) pad.addEventListener(name, () => drawPad());

  // -- pictures
  function drawPad() {
    const theme = colours(el), context = pen(pad, SIZE, SIZE);
    context.strokeStyle = css(theme.grey, 0.5);
    context.strokeRect(0.5, 0.5, SIZE - 1, SIZE - 1);
    context.strokeStyle = context.fillStyle = css(theme.grey, example ? 0.45 : 1);
    Object.assign(context, { lineWidth: SIZE / 14, lineCap: "round", lineJoin: "round" });
    for (const stroke of strokes) {
      context.beginPath();
      stroke.forEach(([x, y]) => context.lineTo(x * SIZE, y * SIZE));
      if (stroke.length === 1) context.lineTo(stroke[0][0] * SIZE, stroke[0][1] * SIZE);
      context.stroke();
    }
    if (document.activeElement === pad || pad.getRootNode().activeElement === pad) {
      const [x, y] = cursor.map((at) => at * SIZE);
      context.beginPath();
      context.lineWidth = 2;
      context.strokeStyle = css(down ? theme.second : theme.first);
      context.arc(x, y, 7, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  // A picture for each hidden layer: its maps, or its nodes as squares.
  function layOut() {
    which.show(settings.network);
    const shown = network().layers.filter(({ name }, l, all) =>
      l < all.length - 1 && !["Flatten", "Dropout"].includes(name) && !["Dense", "Conv2D"].includes(name));
    layers.replaceChildren(...shown.map((layer) => {
      const [height, width, c] = layer.output_shape, canvases = [];
      for (let f = 0; f < (c ?? 1); f++) canvases.push(element("canvas", { ariaHidden: "true" }));
      const text = c ? `${layer.name}: ${c} maps of ${height} \u00d7 ${width}` : `${layer.name}: ${height} nodes`;
      const box = element("div", { role: "img", ariaLabel: text, className: "maps" }, ...canvases);
      return Object.assign(element("figure", {}, element("figcaption", {}, text), box), { layer, canvases });
    }));
  }

  function drawLayers(theme) {
    for (const { layer, canvases } of layers.children) {
      const a = layer.shown, [height, width, c] = layer.output_shape;
      let most = 1e-9, least = 0;
      for (const value of a) [most, least] = [Math.max(most, value), Math.min(least, value)];
      const colour = least < 0 ? (value) => signed(value / Math.max(most, -least), theme) : (value) => grey(value / most, theme);
      if (c) {
        const size = Math.max(28, Math.min(56, 2 * width));
        canvases.forEach((canvas, f) => {
          const values = Float64Array.from({ length: height * width }, (_, at) => a[at * c + f]);
          canvas.style.width = canvas.style.height = `${size}px`;
          draw(canvas, size, size, picture(values, width, colour));
        });
      } else {
        const across = Math.min(25, height), rows = Math.ceil(height / across), values = new Float64Array(across * rows);
        values.set(a);
        canvases[0].style.width = `${18 * across}px`;
        canvases[0].style.height = `${18 * rows}px`;
        draw(canvases[0], 18 * across, 18 * rows, picture(values, across, colour));
      }
    }
  }

  let due = false;
  function changed() {
    version += 1;
    if (!due) requestAnimationFrame(() => { due = false; show(); });
    due = true;
  }

  function show() {
    const theme = colours(el), one = network(), { side } = one, none = !strokes.length;
    drawPad();
    image = trainingImage(strokes, data.forms[side]);
    draw(input, 140, 140, picture(image, side, (value) => grey(value, theme)));
    input.ariaLabel = `The drawing as ${side} x ${side} pixels`;
    const x = image.map((value) => data.largest * value);
    one.layers.reduce((a, layer) => (layer.shown = layer.forward(a, 1)), x);
    const z = one.layers.at(-1).shown;
    probabilities = one.cost.output(z);
    const best = probabilities.indexOf(Math.max(...probabilities)), k = chosen ?? best;
    bars.forEach((made, digit) => {
      const p = probabilities[digit];
      made.bar.style.width = none ? 0 : `${100 * p}%`;
      made.text.textContent = none ? "" : p.toFixed(2);
      made.ariaLabel = none ? `${digit}` : `${digit}: probability ${p.toFixed(2)}`;
      made.ariaPressed = `${digit === k && !none}`;
      made.classList.toggle("best", digit === best && !none);
    });
    drawLayers(theme);
    heading.textContent = none ? "" : `What speaks for ${k}: its lead is ${three(lead(z, k))}`;
    write(none ? null : contributions(one, k), theme);
    if (none) say("Draw a digit.");
    else say(`The network reads ${best}, probability ${probabilities[best].toFixed(2)}${example ? " (an example; draw your own over it)" : ""}.`);
    explain(one, x, side, none ? null : k, theme);
  }

  let said;
  const say = (text) => { // a screen reader hears it when the pen rests
    clearTimeout(said);
    said = setTimeout(() => { status.textContent = text; }, 250);
  };

  function write(found, theme) {
    if (!found) return table.replaceChildren();
    const { parts, bias, what } = found, order = [...parts.keys()].sort((i, j) => Math.abs(parts[j]) - Math.abs(parts[i]));
    const most = Math.abs(parts[order[0]]) || 1, shown = order.slice(0, 6);
    const rest = order.slice(6).reduce((sum, j) => sum + parts[j], 0);
    const row = (name, value) => {
      const bar = element("span", { className: "term" });
      bar.style.width = `${Math.min(60, 60 * Math.abs(value) / most)}px`;
      bar.style.background = css(value > 0 ? theme.second : theme.first);
      return element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, three(value)), element("td", {}, bar));
    };
    table.replaceChildren(...shown.map((j) => row(`${what} ${j + 1}`, parts[j])),
      ...(order.length > 6 ? [row(`other ${what}s`, rest)] : []), row("bias", bias));
  }

  async function explain(one, x, side, k, theme) {
    const mine = version, live = () => mine === version;
    pen(map, 140, 140);
    map.ariaLabel = "Evidence on the drawing";
    if (k === null) return;
    await new Promise((go) => setTimeout(go, 200));
    // A network of its own: the pictures show what the layers of the other one hold.
    const found = live() && await occlusion(one, x, side, k, live);
    if (!found || !live()) return;
    const most = found.fall.reduce((one, other) => Math.max(one, Math.abs(other)), 1e-9);
    const context = draw(map, 140, 140, picture(found.fall, found.n, (fall) => signed(0.9 * fall / most, theme)), true);
    context.globalAlpha = 0.35;
    context.imageSmoothingEnabled = false;
    context.drawImage(picture(image, side, (value) => grey(value, theme)), 0, 0, 140, 140);
    context.globalAlpha = 1;
    map.ariaLabel = `Evidence on the drawing: without the ink of one window the lead of ${k} falls by up to ${three(Math.max(...found.fall))}`;
  }

  layOut();
  take(`${settings.example}`);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", changed);
  return () => dark.removeEventListener("change", changed);
}
