"use strict";
// Shows the instances in #data: problems and counters filter, the map and the table follow.
// Nothing is loaded; all text goes through textContent; what is shown is in location.hash.
(async () => {
  const $ = id => document.getElementById(id);
  const element = (name, text, set) =>
    Object.assign(document.createElement(name), text == null ? {} : { textContent: text }, set);

  // The data: columns of values, of which repeated ones are numbered.

  async function read() {
    const bytes = Uint8Array.from(atob(JSON.parse($("data").textContent)), c => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).json();
  }

  let data;
  try {
    data = await read();
  } catch (error) {
    $("failed").textContent =
      `The map and the table need a browser from 2023 or later: ${error.message}`;
    $("failed").hidden = false;
    return;
  }
  const count = data.count;
  const every = Array.from({ length: count }, (_, row) => row);
  const columns = {};
  for (const [name, one] of Object.entries(data.columns)) {
    columns[name] = Array.isArray(one) ? one : one.at.map(code => one.of[code]);
  }
  const value = (name, row) => columns[name][row];

  // Findings by row, and their kinds, which the table shows.
  const findings = new Map(data.rows);
  const found = row => (findings.get(row) ?? []).map(number => data.findings[number]);
  const worst = new Uint8Array(count);
  columns.findings = Array(count).fill(null);
  const members = Array.from({ length: data.groups }, () => new Set());
  for (const [row, numbers] of findings) {
    const kinds = new Set();
    for (const one of numbers.map(number => data.findings[number])) {
      kinds.add(one.kind);
      worst[row] = Math.max(worst[row], one.severity === "error" ? 2 : 1);
      members[one.group]?.add(row);
    }
    if (kinds.size) columns.findings[row] = [...kinds].join(", ");
  }

  // Times

  const ages = [["day", 86400], ["hour", 3600], ["minute", 60]];
  function age(time) {
    const seconds = (Date.now() - Date.parse(time)) / 1000;
    const [unit, size] = ages.find(([, size]) => Math.abs(seconds) >= size) ?? [];
    if (!unit) return "just now";
    const number = Math.floor(Math.abs(seconds) / size);
    const length = `${number} ${unit}${number > 1 ? "s" : ""}`;
    return seconds > 0 ? `${length} ago` : `in ${length}`;
  }
  for (const time of document.querySelectorAll("time")) time.after(`, ${age(time.dateTime)}`);

  const AGES = ["within an hour", "within a day", "within a week", "older"];
  columns.age = every.map(row => {
    const time = value("provisioning_since", row) ?? value("time_created", row);
    if (time == null) return null;
    const hours = (Date.now() - Date.parse(time)) / 36e5;
    return AGES[hours < 1 ? 0 : hours < 24 ? 1 : hours < 168 ? 2 : 3];
  });
  columns.latest_model = columns.latest_model.map(one => (one == null ? null : one ? "latest" : "old"));
  columns.domains = every.map(row => {
    const parts = [["zone", value("zone", row)], ["fault domain", value("fault_domain", row)],
      ["update domain", value("zone", row) == null ? value("update_domain", row) : null]];
    const known = parts.filter(([, one]) => one != null).map(part => part.join(" "));
    return known.length ? known.join(", ") : null;
  });

  const TITLES = {
    instance_id: "ID", latest_model: "model", private_addresses: "addresses", findings: "problems",
    fault_domain: "FD", scale_set: "scale set", age: "changed", domains: "zone and domain",
    resource_group: "resource group",
  };
  const title = name => TITLES[name] ?? name.replaceAll("_", " ");
  const label = one => (one == null ? "not reported" : String(one));
  const tally = name => {
    const counts = new Map();
    for (const one of columns[name]) counts.set(one, (counts.get(one) ?? 0) + 1);
    return counts;
  };
  const { compare } = new Intl.Collator("en", { numeric: true });
  const order = (a, b) => (a == null) - (b == null)
    || (typeof a === "number" ? a - b : compare(String(a), String(b)));
  const several = name => columns[name] && tally(name).size > 1;

  // The state of the page, which its address keeps.

  const COLOURS = ["power", "health", "provisioning", "latest_model", "ready", "age", "zone", "size"]
    .filter(name => columns[name] && (name === "power" || several(name)));
  const PLACES = ["scale_set", "domains", "resource_group", "location"];
  const state = {
    q: "", group: null, filters: {}, sort: "", colour: COLOURS[0],
    place: several("scale_set") ? "scale_set" : "domains", open: null,
  };
  const initial = { colour: state.colour, place: state.place };

  function load() {
    const said = new URLSearchParams(location.hash.slice(1));
    const number = (name, end) => {
      const one = said.get(name);
      return /^\d{1,9}$/.test(one) && +one < end ? +one : null;
    };
    state.q = said.get("q") ?? "";
    state.group = number("problem", data.groups);
    state.open = number("open", count);
    const sort = said.get("sort") ?? "";
    state.sort = columns[sort.replace(/^-/, "")] ? sort : "";
    state.colour = COLOURS.includes(said.get("colour")) ? said.get("colour") : initial.colour;
    const place = said.get("map");
    state.place = PLACES.includes(place) && several(place) ? place : initial.place;
    state.filters = {};
    for (const name of FACETS) if (said.has(name)) state.filters[name] = said.get(name);
  }

  function save() {
    const said = new URLSearchParams();
    if (state.q) said.set("q", state.q);
    for (const [name, one] of Object.entries(state.filters)) said.set(name, one);
    if (state.group != null) said.set("problem", state.group);
    if (state.sort) said.set("sort", state.sort);
    if (state.colour !== initial.colour) said.set("colour", state.colour);
    if (state.place !== initial.place) said.set("map", state.place);
    if (state.open != null) said.set("open", state.open);
    history.replaceState(null, "", said.size ? `#${said}` : location.pathname + location.search);
  }

  // What is shown, in which order.

  let shown = every;
  let isShown = new Uint8Array(count).fill(1);
  let texts;
  const SEARCHED = ["change", "what", "name", "computer_name", "node_name", "instance_id", "private_addresses", "power",
    "health", "provisioning", "scale_set", "resource_group", "zone", "size", "vm_id", "findings"];

  function matches(row, words) {
    if (state.group != null && !members[state.group].has(row)) return false;
    for (const name in state.filters) {
      if (label(value(name, row)) !== state.filters[name]) return false;
    }
    return words.every(word => texts[row].includes(word));
  }

  const ranks = {};
  function ranked(name) {
    // Sorting numbers is fast, and most columns have few values.
    const all = [...tally(name).keys()].sort(order);
    const places = new Map(all.map((one, place) => [one, place]));
    return Int32Array.from(columns[name], one => (one == null ? -1 : places.get(one)));
  }

  function filter() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !texts) {
      const names = SEARCHED.filter(name => columns[name]);
      texts = every.map(row => names.map(name => value(name, row) ?? "").join("\n").toLowerCase());
    }
    shown = every.filter(row => matches(row, words));
    isShown = new Uint8Array(count);
    for (const row of shown) isShown[row] = 1;
    if (state.sort) {
      const name = state.sort.replace(/^-/, "");
      const keys = (ranks[name] ??= ranked(name));
      const sign = state.sort.startsWith("-") ? -1 : 1;
      // What is missing comes last, either way.
      shown.sort((a, b) => (keys[a] < 0) - (keys[b] < 0) || sign * (keys[a] - keys[b]));
    }
  }

  // Counters

  const FACETS = ["change", "power", "health", "provisioning", "ready", "latest_model", "zone",
    "scale_set", "size", "location"]
    .filter(name => columns[name] && (several(name) || name === "power"));
  const MOST = { scale_set: 5, size: 5, location: 5 };

  function toggle(name, one) {
    if (state.filters[name] === one) delete state.filters[name];
    else state.filters[name] = one;
    update();
  }

  function facets() {
    const list = element("ul");
    for (const name of FACETS) {
      const item = element("li");
      item.append(element("span", title(name)));
      const counts = [...tally(name)].sort((a, b) => b[1] - a[1] || order(a[0], b[0]));
      for (const [one, number] of counts.slice(0, MOST[name] ?? 8)) {
        const button = element("button", null, { type: "button" });
        button.append(element("b", number.toLocaleString("en")), ` ${label(one)}`);
        button.dataset.name = name;
        button.dataset.value = label(one);
        button.onclick = () => toggle(name, label(one));
        item.append(button);
      }
      const more = counts.length - (MOST[name] ?? 8);
      if (more > 0) item.append(element("i", `and ${more} more`));
      list.append(item);
    }
    $("facets").querySelector("ul").replaceWith(list);
    for (const item of document.querySelectorAll("#problems li[data-group]")) {
      const button = element("button", "show them", { type: "button" });
      const group = +item.dataset.group;
      button.dataset.group = group;
      button.setAttribute("aria-label", `show the instances with: ${item.textContent}`);
      button.onclick = () => { state.group = state.group === group ? null : group; update(); };
      item.append(" ", button);
    }
  }

  function press() {
    for (const one of document.querySelectorAll("button[data-name]")) {
      one.setAttribute("aria-pressed", state.filters[one.dataset.name] === one.dataset.value);
    }
    for (const one of document.querySelectorAll("button[data-group]")) {
      one.setAttribute("aria-pressed", state.group === +one.dataset.group);
    }
  }

  // Colours, each with a shape, so that nothing depends on colour alone.

  const SHAPES = ["full", "half", "cross", "corner", "dot", "ring", "bar", "post"];
  const GOOD = [0, "full"], LOOK = [1, "half"], BAD = [2, "cross"], MOVING = [3, "corner"];
  // Without a prototype: a state may be called "constructor".
  const KNOWN = Object.assign(Object.create(null), {
    running: GOOD, succeeded: GOOD, healthy: GOOD, true: GOOD, latest: GOOD,
    stopped: LOOK, old: LOOK, deallocated: [5, "ring"],
    failed: BAD, canceled: BAD, unhealthy: BAD, false: BAD, unknown: [4, "dot"],
    starting: MOVING, stopping: MOVING, deallocating: MOVING, creating: MOVING, updating: MOVING,
    migrating: MOVING, deleting: MOVING, initializing: MOVING, "not reported": [5, "dot"],
  });
  let palette, styles;

  function restyle() {
    const css = getComputedStyle(document.documentElement);
    palette = Array.from({ length: 8 }, (_, n) => css.getPropertyValue(`--c${n}`).trim());
    palette.fore = css.getPropertyValue("--fore").trim();
    palette.back = css.getPropertyValue("--back").trim();
    styles = new Map();
    const values = [...tally(state.colour).keys()];
    values.sort(state.colour === "age" ? (a, b) => AGES.indexOf(a) - AGES.indexOf(b) : order);
    let next = 0;
    for (const one of values) {
      const usual = KNOWN[label(one)];
      styles.set(one, usual ?? [next % 8, SHAPES[next % 8]]);
      if (!usual) next += 1;
    }
  }

  function square(context, x, y, size, [colour, shape], problem) {
    const s = size - (size > 6 ? 2 : 1), half = s / 2;
    context.fillStyle = context.strokeStyle = palette[colour];
    context.lineWidth = Math.max(1, s / 6);
    const rectangles = {
      full: [0, 0, s, s], corner: [0, 0, s, s], cross: [0, 0, s, s], half: [0, half, s, half],
      dot: [s / 3, s / 3, s / 3, s / 3], bar: [0, s / 3, s, s / 3], post: [s / 3, 0, s / 3, s],
    };
    if (shape === "ring") context.strokeRect(x + .5, y + .5, s - 1, s - 1);
    else {
      const [dx, dy, w, h] = rectangles[shape];
      context.fillRect(x + dx, y + dy, w, h);
    }
    if (shape === "cross") {
      context.strokeStyle = palette.back;
      context.beginPath();
      context.moveTo(x, y); context.lineTo(x + s, y + s);
      context.moveTo(x + s, y); context.lineTo(x, y + s);
      context.stroke();
    }
    if (shape === "corner") {
      context.fillStyle = palette.back;
      context.fillRect(x + half, y, half, half);
    }
    if (problem) {
      context.strokeStyle = palette[problem === 2 ? 2 : 1];
      context.lineWidth = size > 10 ? 2 : 1;
      context.strokeRect(x - .5, y - .5, s + 1, s + 1);
    }
  }

  function legend() {
    const counts = tally(state.colour);
    const items = [...styles].filter(([one]) => counts.has(one)).slice(0, 24).map(([one, style]) => {
      const item = element("li"), icon = element("canvas", null, { width: 24, height: 24 });
      icon.setAttribute("aria-hidden", "true");
      const context = icon.getContext("2d");
      context.scale(2, 2);
      square(context, 0, 0, 13, style, 0);
      item.append(icon, label(one));
      return item;
    });
    const item = element("li"), icon = element("canvas", null, { width: 24, height: 24 });
    icon.setAttribute("aria-hidden", "true");
    const context = icon.getContext("2d");
    context.scale(2, 2);
    context.strokeStyle = palette[2];
    context.lineWidth = 2;
    context.strokeRect(1, 1, 10, 10);
    item.append(icon, "framed: with problems");
    $("legend").replaceChildren(...items, item);
  }

  // The map: a block of squares for each place.

  const map = $("map"), canvas = map.querySelector("canvas"), rest = map.querySelector("div");
  const SIZE = count <= 400 ? 18 : count <= 3000 ? 13 : count <= 30000 ? 9 : 6;
  const HEAD = 17, GAP = 12;
  let blocks = [], placed = [], here = null;

  function layout() {
    const width = map.clientWidth || 800;
    const groups = new Map();
    for (const row of every) {
      const key = value(state.place, row);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(row);
    }
    const context = canvas.getContext("2d");
    context.font = "12px system-ui, sans-serif";
    let x = GAP / 2, y = 4, tallest = 0;
    blocks = [];
    placed = [];
    for (const key of [...groups.keys()].sort(order)) {
      const rows = groups.get(key);
      const name = key == null ? `no ${title(state.place)}` : String(key);
      const text = `${name.length > 40 ? `${name.slice(0, 39)}\u2026` : name} (${rows.length.toLocaleString("en")})`;
      // Three times as wide as high; large blocks share the width evenly.
      const ideal = Math.sqrt(rows.length * 3) * SIZE;
      const share = (width - GAP) / Math.max(1, Math.round(width / ideal)) - GAP;
      const least = Math.ceil(context.measureText(text).width / SIZE);
      const wanted = Math.floor((ideal > width / 8 ? share : ideal) / SIZE);
      const most = Math.max(1, Math.floor((width - 2 * GAP) / SIZE));
      const across = Math.min(most, Math.max(1, least, wanted));
      const high = HEAD + Math.ceil(rows.length / across) * SIZE;
      if (x > GAP && x + across * SIZE > width) {
        x = GAP / 2;
        y += tallest + GAP;
        tallest = 0;
      }
      blocks.push({ rows, text, x, y, across, high, first: placed.length });
      for (const row of rows) placed.push(row);
      x += across * SIZE + GAP;
      tallest = Math.max(tallest, high);
    }
    const total = y + tallest + 4;
    const visible = Math.min(total, Math.max(120, Math.floor(innerHeight * .42)));
    map.style.height = `${visible + 2}px`;
    canvas.style.height = `${visible}px`;
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(visible * ratio);
    rest.style.height = `${Math.max(0, total - visible)}px`;
  }

  function draw() {
    const context = canvas.getContext("2d"), ratio = devicePixelRatio || 1;
    const top = map.scrollTop, bottom = top + canvas.height / ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.font = "12px system-ui, sans-serif";
    for (const block of blocks) {
      if (block.y > bottom || block.y + block.high < top) continue;
      context.globalAlpha = 1;
      context.fillStyle = palette.fore;
      context.fillText(block.text, block.x, block.y - top + 12);
      const first = Math.max(0, Math.floor((top - block.y - HEAD) / SIZE)) * block.across;
      const last = Math.ceil((bottom - block.y - HEAD) / SIZE) * block.across;
      block.rows.slice(first, Math.max(first, last)).forEach((row, place) => {
        const n = first + place;
        const x = block.x + (n % block.across) * SIZE;
        const y = block.y - top + HEAD + Math.floor(n / block.across) * SIZE;
        context.globalAlpha = isShown[row] ? 1 : .12;
        square(context, x, y, SIZE, styles.get(value(state.colour, row)), worst[row]);
        if (row === here) {
          context.globalAlpha = 1;
          context.strokeStyle = palette.fore;
          context.lineWidth = 2;
          context.strokeRect(x - 1.5, y - 1.5, SIZE + 1, SIZE + 1);
        }
      });
    }
  }

  function under(event) {
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top + map.scrollTop;
    for (const block of blocks) {
      const across = Math.floor((x - block.x) / SIZE);
      const down = Math.floor((y - block.y - HEAD) / SIZE);
      const row = block.rows[down * block.across + across];
      if (across >= 0 && across < block.across && down >= 0 && row !== undefined) return row;
    }
    return null;
  }

  const nameOf = row => value("name", row) ?? value("computer_name", row) ?? "without a name";
  function describe(row) {
    const states = ["power", "provisioning", "health", "findings"].map(name => value(name, row));
    return [nameOf(row), value("computer_name", row), ...states].filter(Boolean).join(", ");
  }

  function point(row) {
    here = row;
    $("here").textContent = row == null ? "" : describe(row);
    draw();
  }

  function moveOnMap(event) {
    const at = Math.max(0, placed.indexOf(here));
    const block = blocks.findLast(one => one.first <= at) ?? { across: 1 };
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -block.across, ArrowDown: block.across,
      Home: -at, End: placed.length - 1 - at };
    if (!placed.length || (!(event.key in steps) && event.key !== "Enter")) return;
    event.preventDefault();  // Enter would press the button that gets the focus.
    if (event.key === "Enter") return here == null ? null : open(here);
    const to = here == null ? 0 : Math.min(placed.length - 1, Math.max(0, at + steps[event.key]));
    const target = blocks.findLast(one => one.first <= to);
    const y = target.y + HEAD + Math.floor((to - target.first) / target.across) * SIZE;
    if (y < map.scrollTop + HEAD) map.scrollTop = y - HEAD - 4;
    if (y + SIZE > map.scrollTop + map.clientHeight) map.scrollTop = y + SIZE - map.clientHeight + 4;
    point(placed[to]);
  }

  // The table, of which only the visible rows are in the document.

  const ROW = 28, MARGIN = 10, PRINTED = 2000;
  const rows = $("rows"), table = rows.querySelector("table"), body = table.tBodies[0];
  const TABLE = [["change", ""], ["name", ""], ["what", ""], ["computer_name", "middle"],
    ["instance_id", "wide"], ["power", ""], ["provisioning", "middle"], ["health", "middle"],
    ["ready", "middle"], ["latest_model", "wide"], ["zone", "wide"], ["fault_domain", "wide"],
    ["size", "wide"], ["private_addresses", "middle"], ["findings", ""]]
    .filter(([name]) => columns[name] && (["name", "power", "findings"].includes(name)
      || columns[name].some(one => one != null)));
  let current = 0;

  function heads() {
    const line = element("tr");
    line.setAttribute("aria-rowindex", 1);
    for (const [name, width] of TABLE) {
      const head = element("th", null, { scope: "col", className: width });
      const button = element("button", title(name), { type: "button" });
      button.onclick = () => { state.sort = state.sort === name ? `-${name}` : name; update(); };
      head.dataset.name = name;
      head.append(button);
      line.append(head);
    }
    table.tHead.replaceChildren(line);
  }

  function line(at) {
    const row = shown[at];
    const made = element("tr", null, { className: at === current ? "here" : "" });
    made.setAttribute("aria-rowindex", at + 2);
    made.onclick = () => { current = at; open(row); };
    for (const [name, width] of TABLE) {
      const one = value(name, row);
      const style = KNOWN[label(one)]?.[0];
      const isState = ["power", "provisioning", "health", "ready", "latest_model"].includes(name);
      const css = isState && one != null && style < 3 ? `c${style}` : "";
      const cell = element(name === "name" ? "th" : "td",
        name === "name" ? nameOf(row) : one ?? "", { className: `${width} ${css}`.trim() });
      if (name === "name") cell.scope = "row";
      if (name === "findings" && worst[row]) cell.className = `c${worst[row]}`;
      cell.title = cell.textContent;
      made.append(cell);
    }
    return made;
  }

  function spacer(height) {
    const made = element("tr", null, { className: "spacer" });
    made.setAttribute("aria-hidden", "true");
    const cell = element("td", null, { colSpan: TABLE.length });
    cell.style.height = `${height}px`;
    made.append(cell);
    return made;
  }

  function list(whole = false) {
    const visible = Math.ceil((rows.clientHeight || 600) / ROW);
    const first = whole ? 0 : Math.max(0, Math.floor(rows.scrollTop / ROW) - MARGIN);
    const last = whole ? Math.min(PRINTED, shown.length)
      : Math.min(shown.length, first + visible + 2 * MARGIN);
    const made = [spacer(first * ROW)];
    for (let at = first; at < last; at++) made.push(line(at));
    if (!whole) made.push(spacer((shown.length - last) * ROW));
    table.setAttribute("aria-rowcount", shown.length + 1);
    body.replaceChildren(...made);
    for (const head of table.tHead.rows[0].cells) {
      const name = head.dataset.name;
      head.setAttribute("aria-sort", state.sort === name ? "ascending"
        : state.sort === `-${name}` ? "descending" : "none");
    }
  }

  function moveInTable(event) {
    const page = Math.max(1, Math.floor(rows.clientHeight / ROW) - 2);
    const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page,
      Home: -shown.length, End: shown.length };
    if (event.target !== rows || !shown.length) return;
    if (!(event.key in steps) && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "Enter") return open(shown[current]);
    current = Math.min(shown.length - 1, Math.max(0, current + steps[event.key]));
    const top = current * ROW;
    if (top < rows.scrollTop) rows.scrollTop = top;
    if (top + 2 * ROW > rows.scrollTop + rows.clientHeight) {
      rows.scrollTop = top + 2 * ROW - rows.clientHeight;
    }
    $("here").textContent = describe(shown[current]);
    list();
  }

  // One instance

  const panel = $("panel");
  let before = null;
  const SINCE = { provisioning: "provisioning_since", health: "health_since", ready: "ready_since" };
  const FIRST = ["change", "what", "computer_name", "instance_id", "power", "provisioning", "health", "ready", "latest_model",
    "private_addresses", "scale_set", "resource_group", "subscription_id", "zone", "fault_domain",
    "update_domain", "size"];
  const HIDDEN = ["findings", "age", "domains", "owner", "problems", "explanation",
    ...Object.values(SINCE)];

  function copied(text) {
    const box = element("div"), code = element("pre", text, { tabIndex: 0 });
    const button = element("button", "copy", { type: "button" });
    button.onclick = async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "copied";
      } catch {
        getSelection().selectAllChildren(code);  // The browser forbids it: one key is left.
      }
    };
    box.append(code, button);
    return box;
  }

  function details(row) {
    const facts = element("dl");
    const names = [...FIRST, ...Object.keys(columns).filter(name => !FIRST.includes(name))];
    for (const name of names.filter(name => columns[name] && !HIDDEN.includes(name))) {
      const one = value(name, row);
      if (one == null || one === "") continue;
      const since = SINCE[name] && value(SINCE[name], row);
      facts.append(element("dt", title(name)),
        element("dd", since ? `${one}, since ${since}, ${age(since)}` : one));
    }
    return facts;
  }

  function open(row) {
    if (panel.hidden) before = document.activeElement;
    state.open = row;
    const close = element("button", "Close", { type: "button", className: "close", onclick: shut });
    const parts = [close, element("h2", nameOf(row))];
    const said = found(row);
    const problems = element("ul");
    for (const one of said) {
      const item = element("li", null, { className: one.severity });
      item.append(element("span", one.severity, { className: "severity" }),
        `: ${one.text}${one.time ? `, ${age(one.time)}` : ""}`);
      problems.append(item);
    }
    parts.push(said.length ? problems : element("p", "no problems found", { className: "dim" }));
    const owner = data.owners[value("owner", row)];
    const id = String(value("instance_id", row) ?? value("name", row));
    if (owner && /^[\w.-]+$/.test(id)) {
      const link = element("a", "Azure portal",
        { href: owner.portal.join(id), target: "_blank", rel: "noreferrer" });
      parts.push(link);
      for (const [name, around] of Object.entries(owner.commands)) {
        parts.push(element("p", name, { className: "dim" }), copied(around.join(id)));
      }
    }
    panel.replaceChildren(...parts, details(row));
    panel.hidden = false;
    close.focus();
    save();
  }

  function shut() {
    panel.hidden = true;
    state.open = null;
    before?.focus();
    save();
  }

  // What is shown, as `vmssnames inventory -o csv` prints it.

  const FORMULA = /(?:^|;)\s*[=+@\uff1d\uff0b\uff20\uff0d-]/;
  function cell(one) {
    const text = one == null ? "" : String(one);
    const safe = FORMULA.test(text) && text !== "-" ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  function csv() {
    const model = { latest: "true", old: "false" };
    const lines = shown.map(row => data.csv.map(name =>
      cell(name === "latest_model" ? model[value(name, row)] : value(name, row))).join(","));
    return [data.csv.join(","), ...lines, ""].join("\n");
  }

  function download() {
    const url = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    element("a", null, { href: url, download: "instances.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  // Everything together

  function update() {
    filter();
    restyle();
    legend();
    press();
    current = 0;
    rows.scrollTop = 0;
    const number = shown.length.toLocaleString("en"), all = count.toLocaleString("en");
    $("found").textContent = shown.length === count ? `${all} instances` : `${number} of ${all}`;
    const isWhole = !state.q && state.group == null && !Object.keys(state.filters).length;
    $("clear").hidden = isWhole;
    if (here != null && !isShown[here]) {
      here = null;
      $("here").textContent = "";
    }
    draw();
    list();
    save();
  }

  function clear() {
    Object.assign(state, { q: "", group: null, filters: {} });
    $("search").value = "";
    update();
  }

  function onKey(event) {
    const isTyping = ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      $("search").focus();
    } else if (event.key === "Escape") {
      if (!panel.hidden) shut();
      else if (event.target === $("search") && !state.q) $("search").blur();
      else clear();
    }
  }

  function select(id, names, name) {
    $(id).replaceChildren(...names.map(one => element("option", title(one), { value: one })));
    $(id).onchange = () => { state[name] = $(id).value; layout(); update(); };
  }

  const soon = work => {
    let waits = false;
    return () => {
      if (waits) return;
      waits = true;
      requestAnimationFrame(() => { waits = false; work(); });
    };
  };

  function restore() {
    load();
    $("search").value = state.q;
    $("colour").value = state.colour;
    $("place").value = state.place;
    layout();
    update();
    if (state.open != null) open(state.open);
    else panel.hidden = true;
  }

  $("app").hidden = false;
  facets();
  heads();
  select("colour", COLOURS, "colour");
  select("place", PLACES.filter(name => several(name) || name === initial.place), "place");
  $("search").oninput = soon(() => { state.q = $("search").value; update(); });
  $("clear").onclick = clear;
  $("csv").onclick = download;
  map.onscroll = soon(draw);
  map.onmousemove = event => {
    const row = under(event);
    if (row !== here) point(row);
  };
  map.onclick = event => {
    const row = under(event);
    if (row != null) open(row);
  };
  map.onkeydown = moveOnMap;
  rows.onscroll = soon(() => list());
  rows.onkeydown = moveInTable;
  addEventListener("keydown", onKey);
  addEventListener("resize", soon(() => { layout(); draw(); list(); }));
  addEventListener("hashchange", restore);
  addEventListener("beforeprint", () => list(true));
  addEventListener("afterprint", () => list());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { update(); });
  restore();
})();
