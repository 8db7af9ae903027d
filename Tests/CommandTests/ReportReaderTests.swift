import Foundation
import TestSupport
import Testing

/// Reports of real runs, read by the programs that people read them with.
@Suite("Reports, read by other programs", .runsLabs)
struct ReportReaderTests {
  /// Labs with every verdict, losses, faults, several hosts and a program that is not ours.
  static let labs = [
    "labs/crash/process-crash-idle.yaml", "labs/crash/power-loss-reboot.yaml", "labs/wire/duplicate.yaml",
    "labs/wire/lift.yaml", "labs/handshake/connect-closed-port.yaml", "labs/routing/through-a-router.yaml",
    "Tests/BrokenLabs/expects-synack-from-closed-port.yaml", "Tests/BrokenLabs/drop-chooses-nothing.yaml",
  ]

  /// Runs the labs, and hands over the folder of their runs.
  static func withRuns(_ body: (_ folder: String) throws -> Void) throws {
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    _ = try BuiltProgram.run(["run"] + labs + ["--output", folder + "/runs", "--quiet"])
    try body(folder)
  }

  static func report(_ folder: String, _ format: String) throws -> String {
    let path = "\(folder)/report.\(format)"
    let text = try BuiltProgram.run(["report", folder + "/runs", "--format", format]).output
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  static func records(_ folder: String) throws -> [[String: Any]] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
      $0.hasSuffix("/record.json")
    }
    return try paths.compactMap {
      try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))
        as? [String: Any]
    }
  }

  @Test("A stored run is judged to the very bytes that the run printed")
  func checkIsIdentical() throws {
    // Rules out a verdict, an order or a time that depends on more than the records.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let labs = [
      "labs/crash/host-shutdown.yaml", "labs/handshake",
      "Tests/BrokenLabs/expects-synack-from-closed-port.yaml",
    ]
    let options = ["--format", "json"]
    let run = try BuiltProgram.run(["run"] + labs + ["--jobs", "4", "--output", folder] + options)
    let check = try BuiltProgram.run(["check", folder] + options)
    #expect(run.status == 1 && check.status == 1)
    #expect(!run.output.isEmpty)
    #expect(run.output == check.output)
  }

  @Test(
    "The JUnit report is valid, with a ladder in each failure",
    .enabled(if: OtherProgram.isWanted("xmllint"), "xmllint is not installed"))
  func junitIsValid() throws {
    // Rules out a report that Jenkins refuses, and a failure that shows only a sentence.
    let xmllint = try #require(OtherProgram.path("xmllint"))
    try Self.withRuns { folder in
      let path = try Self.report(folder, "junit")
      let schema = "\(BuiltProgram.root)/Tests/CommandTests/Schemas/junit.xsd"
      let result = try BuiltProgram.run(["--noout", "--schema", schema, path], program: xmllint)
      #expect(result.status == 0, "\(result.errors)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let failures = text.matches(of: /<failure [^>]*>([^<]*)<\/failure>/)
      #expect(!failures.isEmpty)
      for failure in failures { #expect(failure.1.contains("─ syn seq "), "\(failure.1)") }
    }
  }

  @Test(
    "A browser draws every packet, and no script of the page fails, wide and narrow",
    .enabled(if: OtherProgram.isWanted("chromium"), "chromium is not installed"), arguments: [1280, 400])
  func browserDrawsPage(width: Int) throws {
    // Rules out a page that is right as text and blank in a browser.
    let chromium = try #require(OtherProgram.path("chromium"))
    try Self.withRuns { folder in
      let path = try Self.report(folder, "html")
      // Any error is written where the test sees it; every fold is opened, so that all is drawn.
      let watch = """
        <script>window.onerror = text => document.documentElement.dataset.failed = text;</script>
        <style>
        """
      let open = """
        <script>{ for (const run of document.querySelectorAll("details.run")) run.open = true;
        const marks = Array.from(document.querySelectorAll("figure[data-ready]"));
        for (const key of ["ArrowDown", "s", "+", "-", "End", "0", "s"])
          for (const figure of marks) figure.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        const filter = document.querySelector(".filter");
        filter.value = "crash"; filter.dispatchEvent(new Event("input")); }
        </script></body>
        """
      var page = try String(contentsOfFile: path, encoding: .utf8)
      page = page.replacing("<style>\n", with: watch + "\n", maxReplacements: 1).replacing(
        "</body>", with: open)
      try Data(page.utf8).write(to: URL(fileURLWithPath: path))
      let result = try BuiltProgram.run(
        [
          "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=\(width),900",
          "--user-data-dir=\(folder)/profile", "--virtual-time-budget=20000", "--dump-dom", "file://\(path)",
        ], program: chromium)
      #expect(!result.output.contains("data-failed"))
      let records = try Self.records(folder)
      let packets = records.reduce(0) { $0 + (($1["packets"] as? [Any])?.count ?? 0) }
      let faults = records.reduce(0) { $0 + (($1["faults"] as? [Any])?.count ?? 0) }
      let figures = result.output.matches(of: /<figure [^>]*data-ready="true"/).count
      #expect(figures == records.count)
      #expect(packets > 50)
      #expect(result.output.matches(of: #/class="item packet /#).count == packets)
      #expect(result.output.matches(of: #/class="item fault /#).count == faults)
      // The script has taken each mark's facts out of its title, for the card.
      #expect(result.output.matches(of: #/aria-label="[^"]*packet [0-9]+, /#).count == packets)
    }
  }

  @Test(
    "tshark shows the class of every packet and why, and the calls and faults between them",
    .enabled(if: OtherProgram.isWanted("tshark"), "tshark is not installed"))
  func tsharkShowsComments() throws {
    // Rules out a packet that opens in Wireshark without its name.
    let tshark = try #require(OtherProgram.path("tshark"))
    try Self.withRuns { folder in
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
        $0.hasSuffix(".pcapng")
      }
      #expect(files.count >= 16)
      // All in one file: tshark needs a second to start.
      let mergecap = try #require(OtherProgram.path("mergecap"))
      let merged = folder + "/all.pcapng"
      #expect(
        try BuiltProgram.run(["-w", merged] + files.map { "\(folder)/\($0)" }, program: mergecap).status == 0)
      let fields = ["-T", "fields", "-e", "frame.comment"]
      let comments = try BuiltProgram.run(["-r", merged] + fields, program: tshark).output
      let frames = comments.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      for frame in frames {
        #expect(frame.contains(/[a-z0-9-]+ > [a-z0-9-]+ [a-zA-Z]+[a-zA-Z ]*: .+/), "\(frame)")
      }
      #expect(frames.count > 80)
      for event in ["fault: kill: server", "fault: lift: ", "call: client: send 10 returned 10"] {
        #expect(comments.contains(event))
      }
      for file in files {
        let section = try String(
          decoding: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")).prefix(4000), as: UTF8.self)
        let lab = file.split(separator: "/").dropFirst().prefix(2).joined(separator: "/")
        #expect(section.contains("lab \(lab)"), "\(file) does not name its lab")
      }
    }
  }
}
