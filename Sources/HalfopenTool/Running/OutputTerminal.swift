import ArgumentParser
import LinuxHost

/// What standard output is, and what it can show.
struct OutputTerminal {
  let isTerminal = LinuxHost.isTerminal(1)

  /// Source: no-color.org; terminfo(5) calls a terminal without any abilities `dumb`.
  var isColoured: Bool {
    isTerminal && (Environment.value("NO_COLOR") ?? "").isEmpty && Environment.value("TERM") != "dumb"
  }

  /// The terminal's width, nil where the output is none or hides it.
  var columns: Int? { terminalWidth(1) }

  /// Whether box drawing can be shown: not where a locale is named that has another character set.
  ///
  /// An unset locale says nothing (containers have none), so it counts as able.
  /// Source: locale(7): LC_ALL wins over LC_CTYPE, which wins over LANG.
  var drawsBoxes: Bool {
    guard Environment.value("TERM") != "dumb" else { return false }
    let locales = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { Environment.value($0) }
    guard let locale = locales.first(where: { !$0.isEmpty })?.lowercased() else { return true }
    return locale.contains("utf-8") || locale.contains("utf8")
  }
}

/// When output is coloured, as an option says.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  func isColoured(on terminal: OutputTerminal) -> Bool {
    switch self {
    case .auto: terminal.isColoured
    case .always: true
    case .never: false
    }
  }
}
