// What the two explorables share: parts of a page, colours that suit its theme, small pictures.

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function button(name, click) {
  return element("button", { type: "button", textContent: name, onclick: click });
}

// A menu with its name before it; options are pairs of a value and the text that stands for it.
export function menu(label, options, changed) {
  const select = element("select", {}, ...options.map(([, text]) => new Option(text)));
  select.onchange = () => changed(options[select.selectedIndex][0]);
  const show = (value) => {
    let place = options.findIndex(([known]) => known === value);
    if (place < 0) { // a value that nobody foresaw is offered from now on
      place = options.push([value, `${value}`]) - 1;
      select.add(new Option(`${value}`));
    }
    select.selectedIndex = place;
  };
  return { node: element("label", {}, element("span", {}, label), select), select, show };
}

// JupyterLab takes keys for commands, r to turn a cell into text, arrows to leave it. It looks at
// keys that come up to it, and leaves those alone that are pressed where the attribute stands.
export function guard(el) {
  el.addEventListener("keydown", (event) => event.stopPropagation());
  el.addEventListener("focusin", ({ target }) => { target.dataset.lmSuppressShortcuts = "true"; });
}

// The first class is orange and the second blue, on paper or, in a dark theme, on dark paper. The
// colour of the text tells which: every theme sets it.
export function colours(el) {
  const ink = getComputedStyle(el).color;
  const [r, g, b] = (ink.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number); // none: not on the page yet
  const dark = 0.3 * r + 0.59 * g + 0.11 * b > 128;
  return {
    ink,
    paper: dark ? [24, 24, 24] : [255, 255, 255],
    grey: dark ? [235, 235, 235] : [20, 20, 20],
    first: dark ? [233, 150, 40] : [222, 143, 5],
    second: dark ? [70, 160, 220] : [1, 115, 178],
  };
}

export function css([r, g, b], alpha = 1) {
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

// From paper at 0 to the second class at 1 and the first at -1.
export function signed(t, { paper, first, second }) {
  const share = Math.min(1, Math.abs(t)) ** 0.8, end = t > 0 ? second : first;
  return paper.map((value, i) => value + share * (end[i] - value));
}

// From paper at 0 to ink at 1.
export function grey(t, { paper, grey: end }) {
  const share = Math.min(1, Math.max(0, t));
  return paper.map((value, i) => value + share * (end[i] - value));
}

// Make the canvas as fine as the screen; return what draws on it, in pixels of the page.
export function pen(canvas, width, height) {
  const fine = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * fine) || canvas.height !== Math.round(height * fine)) {
    canvas.width = Math.round(width * fine);
    canvas.height = Math.round(height * fine);
  }
  const context = canvas.getContext("2d");
  context.setTransform(fine, 0, 0, fine, 0, 0);
  context.clearRect(0, 0, width, height);
  Object.assign(context, { lineWidth: 1, globalAlpha: 1 }); // whatever was drawn before
  return context;
}

// A picture of height x width values, each of which becomes a colour.
export function picture(values, width, colour) {
  const height = values.length / width, canvas = element("canvas", { width, height });
  const context = canvas.getContext("2d"), image = context.createImageData(width, height);
  for (let i = 0; i < values.length; i++) {
    const [r, g, b] = colour(values[i]);
    image.data.set([r, g, b, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

export function draw(canvas, width, height, image, smooth = false) {
  const context = pen(canvas, width, height);
  context.imageSmoothingEnabled = smooth;
  context.drawImage(image, 0, 0, width, height);
  return context;
}

// Numbers for readers: three digits, and a proper minus sign.
export function three(value) {
  const text = value === 0 ? "0" : Math.abs(value) >= 1e5 ? value.toExponential(2)
    : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", "\u2212");
}

// Numbers that Python has written as bytes in base64.
export function numbers({ base64, type }) {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  return Float64Array.from(new { float32: Float32Array, float64: Float64Array }[type](bytes.buffer));
}

// A line to copy, with its name before it.
export function line(label) {
  const input = element("input", { readOnly: true, onfocus: () => input.select() });
  const copy = button("Copy", async () => {
    input.select();
    await navigator.clipboard?.writeText(input.value).catch(() => {}); // marked, in any case
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  });
  copy.ariaLabel = `Copy: ${label}`;
  const named = element("label", {}, element("span", {}, label), input);
  return { node: element("div", { className: "line" }, named, copy), input };
}

// On a page: each figure of this kind holds its data, and this brings it to life. The address of
// the page belongs to the first.
export function pages(kind, render) {
  const held = `figure.lectures-nn-${kind} > script[type="application/json"]`;
  [...document.querySelectorAll(held)].forEach((script, number) => {
    const state = JSON.parse(script.textContent);
    const model = {
      get: (name) => state[name],
      set: (name, value) => { state[name] = value; },
      on: () => {},
      save_changes: () => {},
    };
    render({ model, el: script.parentElement, address: number === 0 });
  });
}
