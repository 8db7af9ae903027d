import Evidence

/// One run on the page: what it came to, its diagram, and all that backs it.
struct HTMLRun {
  let outcome: LabOutcome
  let id: String
  let isOpen: Bool
  let hasDiagram: Bool

  private var record: RunRecord { outcome.record }

  var text: String {
    var text = "<details class=\"run\" id=\"\(id)\"\(isOpen ? " open=\"open\"" : "")>\n"
    text += "<summary>\(Self.chip(outcome.verdict)) <strong>\(Markup.xml(outcome.name))</strong> "
    text += "<span class=\"facts\">\(Quantity.duration(ns: outcome.elapsedNs))</span></summary>\n<section>\n"
    text += "<h2>\(Markup.xml(record.title))</h2>\n"
    text += "<p class=\"facts\">Linux \(Markup.xml(record.kernel)) · seed \(record.seed) · "
    text += "\(Quantity.count(record.packets.count, "packet"))</p>\n"
    if outcome.verdict != .pass {
      text += "<p class=\"reason \(outcome.verdict.rawValue)\">\(Markup.xml(outcome.reason))</p>\n"
    }
    if !record.problems.isEmpty {
      text += "<ul class=\"problems\">\n"
      for problem in record.problems { text += "<li>\(Markup.xml(problem))</li>\n" }
      text += "</ul>\n"
    }
    text += claims + (hasDiagram ? figure : "") + expectations + referee + hosts + counters + labFile
    return text + "</section>\n</details>\n"
  }

  static func chip(_ verdict: Verdict) -> String {
    "<span class=\"chip \(verdict.rawValue)\">\(Glyphs.unicode.symbol(verdict)) \(verdict.rawValue)</span>"
  }

  static func chip(_ verdict: ClaimOutcome.Verdict) -> String {
    "<span class=\"chip \(verdict.rawValue)\">\(verdict.words)</span>"
  }

  static func evidence(_ text: String) -> String {
    text.isEmpty ? "" : " <span class=\"evidence\">\(Markup.xml(text))</span>"
  }

  // MARK: Findings

  private var claims: String {
    guard !outcome.claims.isEmpty else { return "" }
    var text = "<h3>What sources say</h3>\n<dl class=\"findings claims\">\n"
    for claim in outcome.claims {
      text += "<dt>\(Self.chip(claim.verdict))</dt>\n<dd>\(Markup.xml(claim.text))"
      text += claim.source.isEmpty ? "" : " <span class=\"source\">[\(Markup.xml(claim.source))]</span>"
      text += Self.evidence(claim.evidence) + "</dd>\n"
    }
    return text + "</dl>\n"
  }

  private var expectations: String {
    guard !outcome.expectations.isEmpty else { return "" }
    var text = "<h3>What was expected</h3>\n<dl class=\"findings expectations\">\n"
    for expectation in outcome.expectations {
      let sign = Glyphs.unicode.symbol(expectation.verdict)
      text += "<dt class=\"\(expectation.verdict.rawValue)\">\(sign) line \(expectation.line)</dt>\n"
      text += "<dd><code>\(Markup.xml(expectation.text))</code>\(Self.evidence(expectation.evidence))"
      text += comparison(Comparison(expectation).rows) + "</dd>\n"
    }
    return text + "</dl>\n"
  }

  private func comparison(_ rows: [Comparison.Row]) -> String {
    guard !rows.isEmpty else { return "" }
    var text = "\n<table class=\"comparison\">\n"
    for row in rows {
      text += "<tr class=\"\(row.tone.rawValue)\"><th>\(row.word)</th><td>\(row.mark.rawValue)</td>"
      text += row.time.isEmpty ? "" : "<td class=\"number\"><code>\(row.time)</code></td>"
      text += "<td><code>\(Markup.xml(row.text))</code></td></tr>\n"
    }
    return text + "</table>\n"
  }

  private var referee: String {
    if let sentence = outcome.refereeSentence { return "<p class=\"facts\">✓ \(Markup.xml(sentence))</p>\n" }
    guard !outcome.disagreements.isEmpty else { return "" }
    var text = "<h3>Where the kernel's counters disagree with the labels</h3>\n<ul>\n"
    for item in outcome.disagreements {
      text += "<li>\(Markup.xml("\(item.host): \(item.counts)"))\(Self.evidence(item.explanation))</li>\n"
    }
    return text + "</ul>\n"
  }

  // MARK: The diagram

  private var figure: String {
    let diagram = TimeDiagram(record)
    var text =
      "<figure aria-label=\"Time-sequence diagram\">\n<div class=\"bar\" role=\"toolbar\" aria-label=\"Diagram\">"
    text += "<button type=\"button\" data-scale=\"false\" aria-pressed=\"true\">even spacing</button>"
    text += "<button type=\"button\" data-scale=\"true\" aria-pressed=\"false\">true to time</button>"
    for (factor, sign, name) in [
      ("0.6667", "−", "Zoom out"), ("0", "1:1", "No zoom"), ("1.5", "+", "Zoom in"),
    ] {
      text += "<button type=\"button\" data-zoom=\"\(factor)\" aria-label=\"\(name)\">\(sign)</button>"
    }
    text +=
      "<span class=\"keys\">↑ ↓ each mark · + − 0 zoom · s spacing</span></div>\n<div class=\"stage\">\n"
    text +=
      "<div class=\"view\" tabindex=\"0\" role=\"region\" aria-label=\"Diagram, scrolls\">\n\(TimeDiagramSVG.drawing(diagram))</div>\n"
    text +=
      "<p class=\"card\" aria-live=\"polite\"><span>Point at a mark, or walk with ↑ and ↓: what it is, and why it has its name.</span></p>\n</div>\n"
    if diagram.omitted > 0 {
      text +=
        "<p class=\"bar\">\(diagram.omitted) later marks are not drawn; record.json and the captures have them.</p>\n"
    }
    return text + legend(diagram) + "</figure>\n"
  }

  /// What the colours mean, of those that are there.
  private func legend(_ diagram: TimeDiagram) -> String {
    let tones = Set(diagram.items.filter { $0.kind == .packet }.map(\.tone))
    var text = "<ul class=\"legend\">\n"
    for (tone, words) in Self.packetTones where tones.contains(tone) {
      text += "<li><i class=\"\(tone.rawValue)\"></i>\(words)</li>\n"
    }
    if diagram.items.contains(where: { $0.way?.fate == .lost }) {
      text += "<li><i class=\"dashed\"></i>lost ✕</li>\n"
    }
    if diagram.items.contains(where: { $0.kind == .fault }) {
      text += "<li><i class=\"block reset\"></i>fault</li>\n"
    }
    let families = Set(diagram.bands.map { TimeDiagramSVG.family(ofState: $0.name) })
    for (family, look, words) in Self.bandFamilies where families.contains(family) {
      text += "<li><i class=\"block \(look)\"></i>\(words)</li>\n"
    }
    if diagram.lifelines.contains(where: { $0.name == "down" }) { text += "<li>····· host off</li>\n" }
    if diagram.lifelines.contains(where: { $0.name == "unplugged" }) { text += "<li>- - - cable out</li>\n" }
    return text + "</ul>\n"
  }

  private static let packetTones: [(Tone, String)] = [
    (.opening, "opening"), (.data, "data"), (.acknowledgment, "acknowledgment"),
    (.retransmission, "sent again"),
    (.probe, "probe"), (.closing, "closing"), (.reset, "reset"), (.network, "other than TCP"),
  ]
  private static let bandFamilies = [
    ("listening", "listening", "LISTEN"), ("opening", "half", "SYN_SENT, SYN_RCVD"),
    ("open", "open", "ESTABLISHED"),
    ("closing", "shut", "FIN_WAIT … TIME_WAIT"),
  ]

  // MARK: Facts

  private var hosts: String {
    guard !record.hosts.isEmpty else { return "" }
    var text =
      "<h3>Hosts and processes</h3>\n<div class=\"scroll\"><table>\n<thead><tr><th>host</th><th>address</th><th>sysctls</th><th>processes</th></tr></thead>\n<tbody class=\"hosts\">\n"
    for host in record.hosts {
      let sysctls = host.sysctls.sorted { $0.key < $1.key }.map {
        "<code>\(Markup.xml("\($0.key)=\($0.value)"))</code>"
      }
      let processes = record.processes.filter { $0.host == host.name }.map { process in
        let end: String
        switch process.exit {
        case .status(let status): end = "exited with \(status)"
        case .signal(let signal): end = "ended by \(signal)"
        case nil: end = process.exitedAtNs == nil ? "ran to the end" : "ended"
        }
        return Markup.xml("\(process.name): \(end)")
      }
      text += "<tr><td>\(Markup.xml(host.name))</td><td>\(Markup.xml(host.ipv4))</td>"
      text +=
        "<td>\(sysctls.joined(separator: "<br/>"))</td><td>\(processes.joined(separator: "<br/>"))</td></tr>\n"
    }
    return text + "</tbody>\n</table></div>\n"
  }

  private var counters: String {
    let hosts = record.hosts
    let names = Set(hosts.flatMap { $0.counters.filter { $0.value != 0 }.keys }).sorted()
    guard !names.isEmpty else { return "" }
    var text =
      "<details>\n<summary>Kernel counters: \(names.count) that grew</summary>\n<div class=\"scroll\"><table>\n<thead><tr><th>counter</th>"
    for host in hosts { text += "<th class=\"number\">\(Markup.xml(host.name))</th>" }
    text += "</tr></thead>\n<tbody class=\"counters\">\n"
    for name in names {
      text += "<tr><td><code>\(Markup.xml(name))</code></td>"
      for host in hosts { text += "<td class=\"number\">\(host.counters[name] ?? 0)</td>" }
      text += "</tr>\n"
    }
    return text + "</tbody>\n</table></div>\n</details>\n"
  }

  private var labFile: String {
    guard !record.labText.isEmpty else { return "" }
    // One text for each line: a longer one than `harmlessLimit` is cut.
    let lines = record.labText.split(separator: "\n", omittingEmptySubsequences: false).map {
      Markup.xml(String($0))
    }
    return
      "<details>\n<summary>The lab: \(Markup.xml(record.labFile))</summary>\n<pre>\(lines.joined(separator: "\n"))</pre>\n</details>\n"
  }
}
