import Reports

/// What the checks came to, for people and for programs.
struct DoctorReport {
  struct Item {
    var check: any MachineCheck.Type
    var result: CheckResult
  }

  var kernel: String
  var isPrivileged: Bool
  var container: String?
  var items: [Item]

  /// 0 when all labs can run, 2 when something that they need is missing.
  var exitStatus: Int32 { missing.isEmpty ? 0 : 2 }

  private var missing: [Item] {
    items.filter {
      switch $0.result {
      case .missing, .notExamined: true
      case .good, .note: false
      }
    }
  }

  // MARK: For people

  private static let nameWidth = 14

  func text(_ options: RenderOptions) -> String {
    var lines = [heading(options), StyledLine()]
    for item in items { lines += self.lines(item, options) }
    lines += [StyledLine(), conclusion]
    return lines.map { $0.rendered(colour: options.colour) + "\n" }.joined()
  }

  private func heading(_ options: RenderOptions) -> StyledLine {
    var line = StyledLine("halfopen \(HalfopenVersion.text)", .strong)
    var words = ["Linux \(kernel)", isPrivileged ? "with root's rights" : "without root's rights"]
    if let container { words.append("in a container (\(container))") }
    for word in words {
      line.append(" \(options.glyphs.dot) ", .dim)
      line.append(options.glyphs.clean(word))
    }
    return line
  }

  private func lines(_ item: Item, _ options: RenderOptions) -> [StyledLine] {
    let sign: (String, Tone)
    var sentences: [(label: String, text: String)] = []
    var what: String
    switch item.result {
    case .good(let seen):
      sign = (String(options.glyphs.pass), .success)
      what = seen
    case .missing(let found, let why, let remedy):
      sign = (String(options.glyphs.fail), .failure)
      what = found
      sentences = [("why", why), ("needed for", item.check.neededFor), ("do", remedy)]
    case .note(let found, let remedy):
      sign = ("!", .warning)
      what = found
      sentences = [("do", remedy)]
    case .notExamined(let because):
      sign = ("?", .warning)
      what = "not examined: \(because)"
    }
    var result: [StyledLine] = []
    let room = options.width - Self.nameWidth - 2
    for (index, part) in TextFit.wrapped(options.glyphs.clean(what), to: room).enumerated() {
      var line = StyledLine(index == 0 ? sign.0 : " ", sign.1)
      line.append(" ")
      line.append(TextFit.padded(index == 0 ? item.check.name : "", to: Self.nameWidth), .strong)
      line.append(part)
      result.append(line)
    }
    for (label, text) in sentences { result += detail(label, text, options) }
    return result
  }

  private func detail(_ label: String, _ text: String, _ options: RenderOptions) -> [StyledLine] {
    let indent = Self.nameWidth + 2
    let labelWidth = 12
    let wrapped = TextFit.wrapped(options.glyphs.clean(text), to: options.width - indent - labelWidth)
    return wrapped.enumerated().map { index, part in
      var line = StyledLine(String(repeating: " ", count: indent))
      line.append(TextFit.padded(index == 0 ? label : "", to: labelWidth), .dim)
      line.append(part, label == "do" ? .strong : .plain)
      return line
    }
  }

  private var conclusion: StyledLine {
    guard !missing.isEmpty else { return StyledLine("All labs can run here.", .success) }
    let names = missing.map { $0.check.name }.joined(separator: ", ")
    return StyledLine("Not all labs can run here: see \(names).", .failure)
  }

  // MARK: For programs

  func json() throws -> String {
    try PrintedJSON.text(of: Object(self))
  }

  private struct Object: Encodable {
    var allLabsCanRun: Bool
    var checks: [Check]
    var container: String?
    var kernel: String
    var privileged: Bool
    var version: String

    init(_ report: DoctorReport) {
      allLabsCanRun = report.exitStatus == 0
      checks = report.items.map { Check($0) }
      container = report.container
      kernel = report.kernel
      privileged = report.isPrivileged
      version = HalfopenVersion.text
    }
  }

  private struct Check: Encodable {
    var name: String
    var neededFor: String
    var remedy: String?
    var status: String
    var what: String
    var why: String?

    init(_ item: Item) {
      name = item.check.name
      neededFor = item.check.neededFor
      status = item.result.status
      switch item.result {
      case .good(let what): self.what = what
      case .missing(let what, let why, let remedy):
        self.what = what
        self.why = why
        self.remedy = remedy
      case .note(let what, let remedy):
        self.what = what
        self.remedy = remedy
      case .notExamined(let because): what = because
      }
    }
  }
}
