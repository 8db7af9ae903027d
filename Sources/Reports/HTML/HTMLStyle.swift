/// The page's look: light, dark, narrow and on paper. Colours of text keep a contrast of 4.5 to 1 and more
/// on their ground (WCAG 2.2, 1.4.3), and no colour is the only sign of anything.
enum HTMLStyle {
  static let sheet = colours + page + diagram + paper

  private static let colours = """
    :root { color-scheme: light dark; --ground: #fbfcfd; --card: #ffffff; --soft: #f0f3f6; --text: #171b20;
      --dim: #5a636e; --line: #d3d9e0; --good: #1a7034; --bad: #c01c2f; --warn: #8a5a00; --note: #7a3fd0;
      --open: #0a6580; --probe: #0b55c4; --focus: #0b55c4; --b-listening: #b9c2cc; --b-opening: #6fbcd2;
      --b-open: #7cc48f; --b-closing: #e0b25c; }
    @media (prefers-color-scheme: dark) { :root { --ground: #0f1317; --card: #161b21; --soft: #1e252d;
      --text: #e6eaef; --dim: #9da8b4; --line: #36404a; --good: #58cc78; --bad: #ff8088; --warn: #e6b450;
      --note: #c8a0ff; --open: #62cbe6; --probe: #86b8ff; --focus: #86b8ff; --b-listening: #4d5864;
      --b-opening: #1f7288; --b-open: #2c7a43; --b-closing: #8a6420; } }

    """

  private static let page = """
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    body { background: var(--ground); color: var(--text); max-width: 82rem; margin: 0 auto;
      padding: 1.5rem 1.25rem 4rem; font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
    h1 { font-size: 1.05rem; letter-spacing: .02em; margin: 0; color: var(--dim); font-weight: 600; }
    h2 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 .5rem; text-wrap: balance; }
    h3 { font-size: .8rem; text-transform: uppercase; letter-spacing: .06em; color: var(--dim); margin: 2rem 0 .5rem; }
    a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
    a:hover { text-decoration-color: currentColor; }
    :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
    code, pre, svg.time text { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    code { font-size: .84em; overflow-wrap: anywhere; }
    pre { font-size: .82rem; line-height: 1.45; overflow-x: auto; background: var(--soft); padding: 1rem; border-radius: 8px; }
    .facts, .evidence, .source { color: var(--dim); }
    .evidence { display: block; overflow-wrap: anywhere; }
    .facts { margin: .25rem 0 1rem; }
    .chip { display: inline-block; font-size: .82rem; font-weight: 650; white-space: nowrap; padding: .05rem .55rem;
      border-radius: 99px; border: 1px solid currentColor; }
    .pass, .confirmed, .success { color: var(--good); }
    .fail, .failure { color: var(--bad); }
    .inconclusive, .problems { color: var(--warn); }
    .refuted, .kernelDependent { color: var(--note); }
    .notJudged, tr.dim { color: var(--dim); }
    .reason { border-left: 4px solid currentColor; padding: .35rem .9rem; margin: 1rem 0; font-weight: 600; }
    .findings { display: grid; grid-template-columns: max-content 1fr; gap: .65rem 1rem; margin: 0; }
    .findings dt { text-align: right; }
    .findings dd { margin: 0; min-width: 0; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .92rem; }
    th { text-align: left; font-weight: 600; }
    thead th { color: var(--dim); font-size: .8rem; border-bottom: 1px solid var(--line); }
    td, th { padding: .3rem 1rem .3rem 0; vertical-align: top; }
    tbody tr + tr > * { border-top: 1px solid var(--soft); }
    td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
    table.comparison { margin: .4rem 0; }
    table.comparison td, table.comparison th { padding: .1rem .75rem .1rem 0; border: 0; }
    .run { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 1.25rem 0; }
    .run > summary { padding: .7rem 1.1rem; cursor: pointer; display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: baseline; }
    .run > summary strong { overflow-wrap: anywhere; }
    .run > summary .facts { margin: 0; }
    .run > section { padding: 0 1.1rem 1.1rem; content-visibility: auto; contain-intrinsic-size: auto 900px; }
    details > summary { cursor: pointer; }
    .tallies { display: flex; flex-wrap: wrap; gap: 1.75rem; margin: 1rem 0; padding: 0; list-style: none; }
    .tallies strong { display: block; font-size: 1.9rem; line-height: 1.1; font-variant-numeric: tabular-nums; }
    .filter { font: inherit; width: min(26rem, 100%); padding: .4rem .7rem; border: 1px solid var(--line);
      border-radius: 8px; background: var(--card); color: inherit; }

    """

  private static let diagram = """
    figure { margin: 1rem 0; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
    .bar { display: flex; flex-wrap: wrap; gap: .4rem .6rem; align-items: center; padding: .5rem .75rem;
      border-bottom: 1px solid var(--line); font-size: .85rem; }
    .bar button { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line);
      border-radius: 6px; padding: .15rem .65rem; cursor: pointer; min-width: 2.1rem; }
    .bar button[aria-pressed="true"] { background: var(--text); color: var(--ground); }
    .bar .keys { color: var(--dim); margin-left: auto; }
    .stage { display: grid; grid-template-columns: minmax(0, 1fr); }
    .view { overflow: auto; max-height: 60rem; position: relative; }
    .card { border-top: 1px solid var(--line); padding: .7rem 1rem; min-height: 8.2rem; font-size: .88rem; margin: 0; }
    .card strong { display: block; font-size: 1rem; }
    .card span { display: block; color: var(--dim); overflow-wrap: anywhere; }
    .card span:last-child { color: var(--text); }
    .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; padding: .5rem .75rem; margin: 0; list-style: none;
      border-top: 1px solid var(--line); font-size: .82rem; color: var(--dim); }
    .legend i { display: inline-block; width: 22px; height: 0; border-top: 2.5px solid var(--tone); vertical-align: middle; margin-right: .4rem; }
    .legend i.dashed { border-top-style: dashed; }
    .legend i.block { border-top-width: 10px; width: 10px; }
    @media (min-width: 1180px) {
      .stage { grid-template-columns: minmax(0, 1fr) 17.5rem; }
      .card { border-top: 0; border-left: 1px solid var(--line); }
    }
    svg.time, svg.markers, .legend i { --tone: var(--text); }
    svg.time { display: block; }
    svg.markers { position: absolute; }
    svg.time text { font-size: 12.5px; fill: var(--tone); paint-order: stroke; stroke: var(--card); stroke-width: 4px;
      stroke-linejoin: round; white-space: pre; }
    .opening { --tone: var(--open) !important; } .closing, .warning { --tone: var(--warn) !important; }
    .reset, .item.failure { --tone: var(--bad) !important; } .probe { --tone: var(--probe) !important; }
    .retransmission { --tone: var(--note) !important; } .item.state { --tone: var(--good) !important; }
    .acknowledgment, .network { --tone: var(--dim) !important; } .item.fault { --tone: var(--bad) !important; }
    marker path { fill: var(--tone); }
    .life { fill: var(--line); } .life.down { fill: none; stroke: var(--bad); stroke-dasharray: 1 6; }
    .life.unplugged { fill: none; stroke: var(--warn); stroke-dasharray: 6 4; }
    .band.listening, .legend .listening { fill: var(--b-listening); --tone: var(--b-listening) !important; }
    .band.opening, .legend .half { fill: var(--b-opening); --tone: var(--b-opening) !important; }
    .band.open, .legend .open { fill: var(--b-open); --tone: var(--b-open) !important; }
    .band.closing, .legend .shut { fill: var(--b-closing); --tone: var(--b-closing) !important; }
    .item .shaft { stroke: var(--tone); stroke-width: 1.7; }
    .item.lost .shaft, .item.unknown .shaft { stroke-dasharray: 7 5; }
    .item .label, .item .end { text-anchor: middle; }
    svg.time .item .end { font-size: 14px; font-weight: 700; }
    svg.time .item.lost .end { fill: var(--bad); }
    .item.data .label, .item.reset .label, .item.retransmission .label { font-weight: 650; }
    svg.time .detail { fill: var(--dim); font-weight: 400; }
    .item circle { fill: var(--tone); } .item.call circle { fill: var(--dim); }
    .words.left { text-anchor: end; } .words.right { text-anchor: start; }
    svg.time .clock { text-anchor: end; fill: var(--dim); font-size: 11.5px; }
    svg.time .clock.same { visibility: hidden; }
    .rule { stroke: var(--bad); stroke-width: 1; stroke-dasharray: 2 3; }
    .item .plate { fill: var(--bad); }
    svg.time .item.fault .words { fill: var(--card); stroke: none; font-weight: 700; }
    svg.time .item .hit { fill: transparent; }
    svg.time .item:hover .hit, svg.time .item:focus .hit, svg.time .item.chosen .hit { fill: var(--focus); fill-opacity: .1; }
    svg.time .item { cursor: default; outline: none; }
    svg.time .item:focus .hit { stroke: var(--focus); stroke-width: 1.5; }
    .heads .plate { fill: var(--card); }
    svg.time .name { font-size: 14px; font-weight: 700; text-anchor: middle; }
    svg.time .address { text-anchor: middle; fill: var(--dim); font-size: 11.5px; }
    @media (max-width: 640px) {
      body { padding: 1rem .75rem 3rem; }
      .findings { grid-template-columns: minmax(0, 1fr); gap: .2rem; } .findings dt { text-align: left; margin-top: .6rem; }
      thead:has(+ .labs), thead:has(+ .claims) { display: none; }
      .labs tr, .claims tr { display: grid; grid-template-columns: max-content minmax(0, 1fr) max-content; gap: .1rem .6rem; padding: .5rem 0; }
      .labs td, .claims td { border: 0 !important; padding: 0; overflow-wrap: anywhere; }
      .labs td:nth-child(3), .claims td:nth-child(2) { grid-column: 1 / -1; grid-row: 2; }
      .bar .keys { display: none; } h2 { font-size: 1.25rem; }
      .card { position: sticky; bottom: 0; background: var(--card); max-height: 40vh; overflow: auto; }
      .run > section, .run > summary { padding-left: .6rem; padding-right: .6rem; }
    }

    """

  private static let paper = """
    @media print {
      :root { color-scheme: light; --ground: #fff; --card: #fff; --soft: #f0f3f6; --text: #000; --dim: #444; --line: #bbb;
        --good: #1a7034; --bad: #c01c2f; --warn: #8a5a00; --note: #7a3fd0; --open: #0a6580; --probe: #0b55c4; }
      body { max-width: none; padding: 0; font-size: 10.5pt; }
      .bar, .card, .filter { display: none; } .view { max-height: none; overflow: visible; }
      pre { white-space: pre-wrap; } .stage { display: block; } svg.time { width: 100%; height: auto; } .run, figure { border: 0; }
      .run > section { content-visibility: visible; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      h2, h3, dt, tr { break-after: avoid; break-inside: avoid; }
    }

    """
}
