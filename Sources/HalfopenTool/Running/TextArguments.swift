import ArgumentParser
import Reports

/// How text looks, for commands that have formats of their own.
struct TextArguments: ParsableArguments {
  @Option(help: "Columns of a line (default: the terminal's, else 100).")
  var width: Int?

  @Option(help: "Colours: auto (on a terminal, unless NO_COLOR is set), always, never.")
  var color: ColorChoice = .auto

  @Flag(help: "ASCII only (the default where the locale is not UTF-8 or TERM is dumb).")
  var ascii = false

  @Flag(name: .shortAndLong, help: "Also why each frame has its class.")
  var verbose = false

  func validate() throws {
    if let width, !(LadderLayout.leastWidth...1000).contains(width) {
      throw ValidationError(
        "--width \(width) cannot be written; it is \(LadderLayout.leastWidth) to 1000 columns")
    }
  }

  var options: RenderOptions {
    let terminal = OutputTerminal()
    return RenderOptions(
      width: width ?? terminal.columns ?? 100, colour: color.isColoured(on: terminal),
      ascii: ascii || !terminal.drawsBoxes, verbosity: verbose ? .full : .normal)
  }
}
