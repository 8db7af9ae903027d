/// What the page does beyond being read: it needs nothing from elsewhere, and without it everything is still
/// there.
///
/// It has neither `&` nor `<`, so that the page is the same read as XML and as HTML.
enum HTMLScript {
  static let text = diagram + page

  /// Places marks for the page's width, spacing and zoom; chooses marks by pointer and keyboard.
  private static let diagram = """
    "use strict";
    function diagram(figure) {
      const svg = figure.querySelector("svg.time"), view = figure.querySelector(".view");
      const card = figure.querySelector(".card"), heads = svg.querySelector(".heads");
      const items = Array.from(svg.querySelectorAll(".item")), spans = Array.from(svg.querySelectorAll("rect[data-v]"));
      const lanes = Number(svg.dataset.lanes), top = 46, still = card.innerHTML;
      let zoom = 1, scaled = false, chosen = -1, gutter = 74, notes = 258, step = 340, narrow = false;
      const num = (element, name) => Number(element.dataset[name]), reach = Array(lanes + 1).fill(0);
      for (const span of spans) reach[num(span, "l")] = Math.max(reach[num(span, "l")], Math.abs(num(span, "s")) - 4);
      const end = Math.max(1, num(svg, "end"));
      const even = num(svg, "height") / 10;
      const y = (place, time) => scaled ? Math.max(0, time) / end * (even - 40) * zoom + 16 : place / 10 * zoom;
      const x = lane => gutter + notes + lane * step;
      for (const item of items) {
        const title = item.querySelector("title");
        item.facts = title.textContent.split("\\n");
        item.setAttribute("aria-label", item.facts.join(". "));
        title.remove();
        const hit = document.createElementNS(svg.namespaceURI, "rect");
        hit.setAttribute("class", "hit");
        item.prepend(hit);
      }
      // Room for the longest words beside the outer lanes.
      const words = { left: 90, right: 90 };
      for (const item of items) {
        const text = item.querySelector(".words"), side = num(item, "l") > 0 ? "right" : "left";
        if (text) words[side] = Math.max(words[side], Math.min(268, text.textContent.length * 7.6 + 34));
      }
      function set(element, values) { for (const key in values) element.setAttribute(key, values[key]); }
      function arrow(item, from, to, fall) {
        const ends = item.classList.contains("lost") || item.classList.contains("unknown");
        const first = item.classList.contains("unsent") ? 0.4 : 0, last = ends ? 0.6 : 1, way = to > from ? 1 : -1;
        const x2 = from + (to - from) * last - (ends ? 0 : way * 2), y2 = fall * last;
        set(item.querySelector(".shaft"), { x1: from + (to - from) * first, y1: fall * first, x2: x2, y2: y2 });
        const mark = item.querySelector(".end");
        if (mark) set(mark, { x: x2 + way * 9, y: y2 + 5 });
        set(item.querySelector(".label"), { x: (from + to) / 2, y: fall * 0.4 - 6 });
      }
      function note(item, lane) {
        const text = item.querySelector(".words"), plate = item.querySelector(".plate");
        const left = narrow ? (lane > 0 ? lane === lanes - 1 : false) : lane === 0;
        // On a narrow page words stand on the side of the bands.
        const inner = narrow ? reach[lane] : 0, side = (plate ? 16 : 14) + inner;
        set(text, { x: left ? -side : side });
        text.classList.toggle("left", left);
        text.classList.toggle("right", !left);
        if (plate) set(plate, { x: left ? -num(plate, "w") - 9 - inner : 9 + inner });
        set(item.querySelector(".note"), { transform: "translate(" + x(lane) + ",0)" });
      }
      function place() {
        const room = view.clientWidth || 900;
        narrow = 700 > room;
        gutter = narrow ? 62 : 74;
        notes = narrow ? 20 : words.left;
        const right = narrow ? 36 : words.right, least = narrow ? 170 : 190;
        step = lanes > 1 ? Math.max(least, (room - gutter - notes - right) / (lanes - 1)) : least;
        if (lanes > 2) step = Math.min(step, 320);
        const width = x(Math.max(0, lanes - 1)) + right;
        let height = 0, clock = "", low = -99;
        for (const span of spans) {
          const from = y(num(span, "y"), num(span, "t")), to = y(num(span, "v"), num(span, "u"));
          set(span, { x: x(num(span, "l")) + num(span, "s"), y: from, height: Math.max(span.classList.contains("life") ? 0 : 4, to - from) });
          height = Math.max(height, to);
        }
        for (const item of items) {
          const at = y(num(item, "y"), num(item, "t")), lane = num(item, "l");
          set(item, { transform: "translate(0," + at + ")" });
          let bottom = 11;
          if (item.dataset.m) {
            const fall = Math.max(5, y(num(item, "v"), num(item, "u")) - at);
            arrow(item, x(lane), x(num(item, "m")), fall);
            bottom = Math.max(11, Math.min(fall, 14) + 3);
          } else note(item, lane);
          const rule = item.querySelector(".rule"), label = item.querySelector(".clock");
          if (rule) set(rule, { x1: gutter, x2: width });
          set(label, { x: gutter - 12 });
          // A time is told where it changes and where there is room for it.
          const told = label.textContent !== clock ? at - low > 12 : false;
          label.classList.toggle("same", !told);
          if (told) { clock = label.textContent; low = at; }
          // In true scale marks may fall together: the words of the first stay.
          set(item.querySelector(".hit"), { x: 0, y: -13, width: width, height: bottom + 13 });
          height = Math.max(height, at + 20);
        }
        thin();
        set(svg, { width: width, height: height + top + 20, viewBox: "0 0 " + width + " " + (height + top + 20) });
        set(heads.querySelector(".plate"), { width: width });
        for (const head of heads.querySelectorAll("g")) set(head, { transform: "translate(" + x(num(head, "l")) + ",0)" });
        stick();
      }
      function thin() {
        let low = -99;
        for (const item of items) {
          const at = y(num(item, "y"), num(item, "t"));
          const text = item.querySelector(".label") || item.querySelector(".words");
          const fits = at - low > 13 || item.classList.contains("fault");
          text.style.visibility = fits ? "visible" : "hidden";
          if (fits) low = at;
        }
      }
      function stick() { set(heads, { transform: "translate(0," + view.scrollTop + ")" }); }
      function tell(item) {
        for (const other of svg.querySelectorAll(".chosen")) other.classList.remove("chosen");
        if (!item) { card.innerHTML = still; return; }
        item.classList.add("chosen");
        card.replaceChildren(...item.facts.map((line, index) => {
          const element = document.createElement(index === 0 ? "strong" : "span");
          element.textContent = line;
          return element;
        }));
      }
      function choose(index) {
        chosen = Math.max(0, Math.min(items.length - 1, index));
        const item = items[chosen];
        if (!item) return;
        item.focus({ preventScroll: true });
        const at = y(num(item, "y"), num(item, "t")) + top;
        if (view.scrollTop + top + 20 > at) view.scrollTop = at - top - 60;
        if (at > view.scrollTop + view.clientHeight - 50) view.scrollTop = at - view.clientHeight + 90;
      }
      function magnify(factor, atY) {
        const before = svg.getBoundingClientRect().height;
        const anchor = atY === undefined ? view.clientHeight / 2 : atY;
        const part = (view.scrollTop + anchor - top) / Math.max(1, before - top);
        zoom = factor === 0 ? 1 : Math.max(0.25, Math.min(400, zoom * factor));
        place();
        view.scrollTop = part * (svg.getBoundingClientRect().height - top) - anchor + top;
      }
      function spacing(toScale) {
        scaled = toScale;
        zoom = 1;
        for (const button of figure.querySelectorAll("[data-scale]"))
          button.setAttribute("aria-pressed", String((button.dataset.scale === "true") === scaled));
        place();
        if (chosen > -1) choose(chosen);
      }
      items.forEach((item, index) => {
        item.addEventListener("pointerenter", () => tell(item));
        item.addEventListener("focus", () => { chosen = index; tell(item); });
        item.addEventListener("click", () => choose(index));
      });
      view.addEventListener("pointerleave", () => tell(items[chosen]));
      view.addEventListener("scroll", stick);
      view.addEventListener("wheel", event => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        magnify(event.deltaY > 0 ? 0.8 : 1.25, event.clientY - view.getBoundingClientRect().top);
      }, { passive: false });
      figure.addEventListener("keydown", event => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const keys = {
          ArrowDown: () => choose(chosen + 1), ArrowUp: () => choose(chosen - 1), Home: () => choose(0),
          End: () => choose(items.length - 1), "+": () => magnify(1.5), "=": () => magnify(1.5),
          "-": () => magnify(1 / 1.5), "0": () => magnify(0), s: () => spacing(!scaled),
          Escape: () => { chosen = -1; tell(); view.focus(); },
        };
        if (!keys[event.key]) return;
        event.preventDefault();
        keys[event.key]();
      });
      for (const button of figure.querySelectorAll("[data-zoom]"))
        button.addEventListener("click", () => magnify(Number(button.dataset.zoom)));
      for (const button of figure.querySelectorAll("[data-scale]"))
        button.addEventListener("click", () => spacing(button.dataset.scale === "true"));
      new ResizeObserver(place).observe(view);
      place();
      figure.dataset.ready = "true";
    }

    """

  /// Draws what is opened, follows links into folded labs, filters the index.
  private static let page = """
    function wake(run) {
      for (const figure of run.querySelectorAll("figure:not([data-ready])")) diagram(figure);
    }
    function follow() {
      const run = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
      if (run) { run.open = true; wake(run); run.scrollIntoView(); }
    }
    for (const run of document.querySelectorAll("details.run")) {
      if (run.open) wake(run);
      run.addEventListener("toggle", () => { if (run.open) wake(run); });
    }
    window.addEventListener("hashchange", follow);
    window.addEventListener("beforeprint", () => {
      for (const box of document.querySelectorAll("details")) box.open = true;
      for (const run of document.querySelectorAll("details.run")) wake(run);
    });
    const filter = document.querySelector(".filter");
    if (filter) filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(" ");
      for (const row of document.querySelectorAll("tbody.labs tr"))
        row.hidden = !words.every(word => row.textContent.toLowerCase().includes(word));
    });
    follow();

    """
}
