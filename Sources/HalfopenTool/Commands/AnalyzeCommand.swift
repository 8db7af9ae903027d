import ArgumentParser
import CaptureFormat
import LinuxHost
import PacketCapture
import Reports

/// Names every packet of a capture.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Name every packet of a pcap or pcapng, and say what happened to each connection.",
    discussion: """
      Reads pcap and pcapng, also compressed with gzip, and streams: memory grows with open connections, not with \
      packets. Exits with 0, or with 65 where the file is no capture.

      Examples:
        halfopen analyze incident.pcap                     each connection in a few sentences
        halfopen analyze incident.pcap --connection 3      one of them, with its packets
        halfopen analyze incident.pcap --connection 3 --ladder
        halfopen analyze incident.pcap --format json --frames | jq .frames
        tcpdump -i any -w - | halfopen analyze -
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(help: ArgumentHelp("The capture; - is standard input.", valueName: "capture"))
  var capture: String

  @Option(help: "text or json.")
  var format: Format = .text

  @Flag(help: "List every frame with its class and the rule that gave it.")
  var frames = false

  @Option(help: "Only the connection with this number, with its frames.")
  var connection: Int?

  @Flag(help: "Draw each connection as a ladder, or the one of --connection in more detail.")
  var ladder = false

  @OptionGroup var appearance: TextArguments

  func validate() throws {
    guard !ladder || format == .text else {
      throw ValidationError("--ladder draws text; what it is drawn from is --format json --frames")
    }
  }

  func run() throws {
    let selection = CaptureAnalysis.Selection(
      connection: connection, listsFrames: frames || (connection != nil && !ladder), drawsLadders: ladder,
      detail: appearance.options.ladderDetail)
    do {
      let file = try CaptureFile(path: capture)
      var analysis = CaptureAnalysis(file, selection: selection)
      var progress = ProgressBar()
      defer { progress.finish() }
      try analysis.read(progress: &progress)
      progress.finish()
      if format != .text || !OutputTerminal().isTerminal {
        // On a terminal the text itself says them, once.
        for warning in analysis.facts.warnings {
          StandardError.write("halfopen: warning: \(warning.harmless)\n")
        }
      }
      if let connection, connection < 1 || connection > analysis.connectionCount {
        throw ValidationError(
          "there is no connection \(connection): the capture has \(analysis.connectionCount)")
      }
      switch format {
      case .text:
        try analysis.countEndings()
        try analysis.write(AnalysisText(options: appearance.options, drawsLadders: ladder))
      case .json: try analysis.write(AnalysisJSON(showsFrames: selection.listsFrames))
      }
    } catch let error as CaptureFileError {
      StandardError.write("halfopen: error: \(error.message.harmless)\n")
      throw ExitCode.badInput
    }
  }
}
